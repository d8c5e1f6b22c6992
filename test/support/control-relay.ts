import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** When a control connection is cut: the command did not reach the server, or its reply not us. */
export type CutAt = 'before' | 'behind';

/** What becomes of one write of a client. */
export type Verdict = 'pass' | CutAt;

/** Stands before a server's port on this machine, sees what clients send, and cuts what it is told to. */
export class ControlRelay {
  readonly port: number;
  readonly #serverPort: number;
  readonly #judge: (chunk: Buffer) => Verdict;
  readonly #open = new Set<net.Socket>();
  #listener: net.Server;

  static async start(
    serverPort: number,
    judge: (chunk: Buffer) => Verdict = () => 'pass',
  ): Promise<ControlRelay> {
    return new ControlRelay(await listen(0), serverPort, judge);
  }

  private constructor(listener: net.Server, serverPort: number, judge: (chunk: Buffer) => Verdict) {
    this.#serverPort = serverPort;
    this.#judge = judge;
    this.#listener = listener;
    this.port = (listener.address() as AddressInfo).port;
    this.#take(listener);
  }

  /** Control connections that are open. */
  get connections(): number {
    return this.#open.size / 2;
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** Cuts every connection and takes no more, as if the server were gone. */
  async close(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    this.cutAll();
    await closed;
  }

  /** Takes connections again, on the same port. */
  async reopen(): Promise<void> {
    this.#listener = await listen(this.port);
    this.#take(this.#listener);
  }

  #take(listener: net.Server): void {
    listener.on('connection', (inner) => {
      this.#relay(inner, net.connect(this.#serverPort, '127.0.0.1'));
    });
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
    const verdict = this.#judge(chunk);
    if (verdict === 'pass') outer.write(chunk);
    else if (verdict === 'before') this.cutAll();
    else {
      outer.write(chunk, () => {
        this.cutAll();
      });
    }
  }
}

async function listen(port: number): Promise<net.Server> {
  const listener = net.createServer();
  listener.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  return listener;
}
