import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** When a control connection is cut: the command did not reach the server, or its reply not us. */
export type CutAt = 'before' | 'behind';

/** Stands before a server's port on this machine, and cuts all connections at one of the client's writes. */
export class CuttingRelay {
  readonly port: number;
  readonly #listener: net.Server;
  readonly #open = new Set<net.Socket>();
  #plan: { left: number; at: CutAt } | undefined;

  static async start(serverPort: number): Promise<CuttingRelay> {
    const listener = net.createServer();
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new CuttingRelay(listener, serverPort);
  }

  private constructor(listener: net.Server, serverPort: number) {
    this.#listener = listener;
    this.port = (listener.address() as AddressInfo).port;
    listener.on('connection', (inner) => {
      this.#relay(inner, net.connect(serverPort, '127.0.0.1'));
    });
  }

  /** From now on the write with this number, counted from 1, is the last one. */
  cutAt(number: number, at: CutAt): void {
    this.#plan = { left: number, at };
  }

  /** Cuts nothing any more; says whether it has cut. */
  spare(): boolean {
    const hasCut = this.#plan !== undefined && this.#plan.left <= 0;
    this.#plan = undefined;
    return hasCut;
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    this.#cutAll();
    await closed;
  }

  #relay(inner: net.Socket, outer: net.Socket): void {
    for (const socket of [inner, outer]) {
      this.#open.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#open.delete(socket);
        inner.destroy();
        outer.destroy();
      });
    }
    outer.pipe(inner);
    inner.on('data', (chunk: Buffer) => {
      this.#forward(chunk, outer);
    });
  }

  #forward(chunk: Buffer, outer: net.Socket): void {
    const plan = this.#plan;
    if (plan !== undefined) plan.left -= 1;
    if (plan?.left !== 0) outer.write(chunk);
    else if (plan.at === 'before') this.#cutAll();
    else {
      outer.write(chunk, () => {
        this.#cutAll();
      });
    }
  }

  #cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
