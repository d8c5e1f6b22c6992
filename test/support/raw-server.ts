import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A transfer command, and what the server does about it in its own way. */
export interface RawTransfer {
  verb: string;
  path: string;
  /** Says reply lines, in one packet. */
  say: (...lines: string[]) => void;
  /** The data connection that was agreed on last. */
  data: () => Promise<net.Socket>;
  /** Takes the next command off what came in the same packet; its reply is up to the script. */
  takeNext: () => string | undefined;
  /** Opens a port for the next data connection, and gives the line that names it. */
  openPort: () => Promise<string>;
}

type Script = (transfer: RawTransfer) => Promise<void>;

const login: Record<string, string> = {
  USER: '331 Password, please',
  PASS: '230 In',
  FEAT: '211-Features:\r\n UTF8\r\n211 End',
  PWD: '257 "/" is here',
  ABOR: '226 Nothing to abort',
  REST: '350 Restarting',
  SIZE: '213 0',
};

/** A server that answers what every server does, and plays a transfer as a test wants it. */
export class RawServer {
  /** What came in one packet each, without the last line end. */
  readonly packets: string[] = [];
  /** The data connections, oldest first. */
  readonly dataSockets: net.Socket[] = [];
  readonly #script: Script;
  readonly #listener: net.Server;
  readonly #open = new Set<{ destroy: () => void }>();

  static async start(script: Script): Promise<RawServer> {
    const server = new RawServer(script);
    server.#listener.listen(0, '127.0.0.1');
    await once(server.#listener, 'listening');
    return server;
  }

  private constructor(script: Script) {
    this.#script = script;
    this.#listener = net.createServer((socket) => {
      this.#serve(socket);
    });
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  /** The commands that came, in their order; only those of one verb where it is named. */
  commands(verb?: string): string[] {
    const all = this.packets.flatMap((packet) => packet.split('\r\n'));
    return all.filter((line) => verb === undefined || line.split(' ')[0] === verb);
  }

  async stop(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    for (const one of this.#open) one.destroy();
    await closed;
  }

  #serve(control: net.Socket): void {
    this.#adopt(control);
    const queue: string[] = [];
    let port: { line: string; socket: Promise<net.Socket> } | undefined;
    const say = (...lines: string[]): void => void control.write(`${lines.join('\r\n')}\r\n`);
    const openPort = async (): Promise<string> => {
      port = await this.#openPort();
      return port.line;
    };
    const data = (): Promise<net.Socket> => port?.socket ?? Promise.reject(new Error('no port'));
    const run = async (line: string): Promise<void> => {
      const [verb = '', ...rest] = line.split(' ');
      const transfer = { verb, path: rest.join(' '), say, data, openPort };
      if (verb === 'EPSV') say(await openPort());
      else if (['RETR', 'STOR', 'APPE', 'LIST'].includes(verb)) {
        const agreed = port;
        const own = (): Promise<net.Socket> => agreed?.socket ?? data();
        await this.#script({ ...transfer, data: own, takeNext: () => queue.shift() });
      } else say(login[verb] ?? (verb === 'QUIT' ? '221 Bye' : '200 Fine'));
    };
    let isRunning = false;
    const go = async (): Promise<void> => {
      if (isRunning) return;
      isRunning = true;
      for (let line = queue.shift(); line !== undefined; line = queue.shift()) await run(line);
      isRunning = false;
    };
    control.on('data', (chunk) => {
      const packet = chunk.toString().trimEnd();
      this.packets.push(packet);
      queue.push(...packet.split('\r\n'));
      // A script that fails ends the session, which fails the test.
      go().catch(() => control.destroy());
    });
    say('220 Raw server');
  }

  async #openPort(): Promise<{ line: string; socket: Promise<net.Socket> }> {
    const listener = net.createServer({ allowHalfOpen: true });
    this.#open.add({ destroy: () => listener.close() });
    const socket = new Promise<net.Socket>((resolve) => {
      listener.once('connection', (one: net.Socket) => {
        this.#adopt(one);
        this.dataSockets.push(one);
        listener.close();
        resolve(one);
      });
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    return { line: `229 Entering Extended Passive Mode (|||${String(port)}|)`, socket };
  }

  #adopt(socket: net.Socket): void {
    socket.on('error', () => undefined);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }
}
