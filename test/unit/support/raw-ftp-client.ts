import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** A whole reply, its lines joined by LF, as soon as `text` begins with one. */
function firstReply(text: string): string | undefined {
  const code = /^(\d{3})-/.exec(text)?.[1];
  const end = code === undefined ? /\n/ : new RegExp(`^${code} [^\\n]*\\n`, 'm');
  const match = end.exec(text);
  return match ? text.slice(0, match.index + match[0].length) : undefined;
}

/** FTP by hand: lines out, replies in, nothing understood. */
export class RawFtpClient {
  socket: Socket;
  readonly #host: string;
  #text = '';
  #isClosed = false;
  #onMore: () => void = () => undefined;

  static async connect(server: { host: string; port: number }): Promise<RawFtpClient> {
    const socket = connect({ host: server.host, port: server.port });
    await once(socket, 'connect');
    return new RawFtpClient(socket, server.host);
  }

  /** Connected, greeted and logged in, under TYPE I. */
  static async login(server: { host: string; port: number }): Promise<RawFtpClient> {
    const client = await RawFtpClient.connect(server);
    await client.reply();
    for (const line of ['USER demo', 'PASS demo', 'TYPE I']) await client.ask(line);
    return client;
  }

  private constructor(socket: Socket, host: string) {
    this.socket = socket;
    this.#host = host;
    this.#listen();
  }

  send(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
  }

  /** The next reply; 'closed' where the connection ends first. */
  async reply(): Promise<string> {
    for (;;) {
      const reply = firstReply(this.#text);
      if (reply !== undefined) {
        this.#text = this.#text.slice(reply.length);
        return reply.replace(/\r?\n$/, '').replaceAll('\r\n', '\n');
      }
      if (this.#isClosed) return 'closed';
      await new Promise<void>((resolve) => {
        this.#onMore = resolve;
      });
    }
  }

  async ask(line: string): Promise<string> {
    this.send(line);
    return this.reply();
  }

  /** The codes of the next so many replies. */
  async codes(count: number): Promise<string> {
    const codes: string[] = [];
    for (let index = 0; index < count; index += 1) codes.push((await this.reply()).slice(0, 3));
    return codes.join(' ');
  }

  /** A data connection by EPSV. */
  async dial(): Promise<Socket> {
    const port = Number(/\|(\d+)\|\)$/.exec(await this.ask('EPSV'))?.[1]);
    const socket = connect({ host: this.#host, port });
    await once(socket, 'connect');
    // A reset shows as 'close'.
    socket.on('error', () => undefined);
    return socket;
  }

  /** A port of our own, announced by EPRT. */
  async offer(): Promise<Server> {
    const listener = createServer();
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    await this.ask(`EPRT |1|127.0.0.1|${String(port)}|`);
    return listener;
  }

  /** What a command like RETR or LIST sends, as latin1 text, and the codes of its two replies. */
  async fetch(line: string): Promise<{ text: string; codes: string }> {
    const data = await this.dial();
    this.send(line);
    const [text, codes] = await Promise.all([drain(data), this.codes(2)]);
    return { text, codes };
  }

  /** Sends `content` by a command like STOR; the codes of its two replies. */
  async put(line: string, content: string): Promise<string> {
    const data = await this.dial();
    this.send(line);
    data.end(content);
    return this.codes(2);
  }

  /** Goes on under TLS. */
  async secure(options: ConnectionOptions): Promise<TLSSocket> {
    const channel = connectTls({ ...options, socket: this.socket });
    this.socket = channel;
    this.#listen();
    await once(channel, 'secureConnect');
    return channel;
  }

  close(): void {
    this.socket.destroy();
  }

  #listen(): void {
    const { socket } = this;
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#onMore();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#onMore();
    });
  }
}

/** Everything that comes until the end or a reset, as latin1 text. */
export async function drain(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // Only what came matters here.
  if (!socket.closed) await once(socket, 'close').catch(() => undefined);
  return Buffer.concat(chunks).toString('latin1');
}
