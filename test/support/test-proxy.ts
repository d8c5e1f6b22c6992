// Small proxies for tests: SOCKS5 and HTTP CONNECT. Each name that they are asked for is this machine.
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { type Duplex } from 'node:stream';

export interface ProxyPlay {
  /** Who may use it; default: anybody. */
  user?: string;
  password?: string;
  /** What it does instead of connecting. */
  fault?: 'refuse' | 'stall' | 'close' | 'garbage';
  /** From which request on; default: the first. */
  faultFrom?: number;
  /** Its yes comes in one packet with the first words of the server. */
  glued?: boolean;
}

export interface TestProxy {
  readonly host: string;
  readonly port: number;
  /** `host:port` of each request, as it was asked. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Says yes or no to a request, in the words of its protocol. */
interface Desk {
  client: Duplex;
  yes: Buffer;
  no: Buffer;
}

class Gate {
  readonly asked: string[] = [];
  readonly #play: ProxyPlay;
  readonly #sockets = new Set<Duplex>();

  constructor(play: ProxyPlay) {
    this.#play = play;
  }

  mayPass(user: string, password: string): boolean {
    const { user: known, password: right } = this.#play;
    return known === undefined || (user === known && password === right);
  }

  adopt(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Connects the client with the server, or does what it is told instead. */
  serve({ client, yes, no }: Desk, { host, port }: { host: string; port: number }): void {
    const { fault, faultFrom = 1, glued } = this.#play;
    this.asked.push(`${host}:${String(port)}`);
    if (fault !== undefined && this.asked.length >= faultFrom) {
      if (fault === 'refuse') client.end(no);
      else if (fault === 'close') client.end();
      else if (fault === 'garbage') client.end('?? what is this ??\r\n\r\n');
      return;
    }
    const server = net.connect({ host: '127.0.0.1', port });
    this.adopt(server);
    server.once('error', () => client.end(no));
    server.once('connect', () => {
      client.once('close', () => server.destroy());
      server.once('close', () => client.destroy());
      const open = (first: Buffer): void => {
        client.write(Buffer.concat([yes, first]));
        client.pipe(server);
        server.pipe(client);
      };
      if (glued === true) {
        server.once('data', (first: Buffer) => {
          server.pause();
          open(first);
        });
      } else open(Buffer.alloc(0));
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function opened(server: net.Server, gate: Gate): Promise<TestProxy> {
  server.on('connection', (socket) => {
    gate.adopt(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    gate.close();
    await closed;
  };
  return { host: '127.0.0.1', port, asked: gate.asked, stop };
}

/** RFC 9110 section 9.3.6, with Basic credentials. */
export function startHttpProxy(play: ProxyPlay = {}): Promise<TestProxy> {
  const gate = new Gate(play);
  const server = http.createServer();
  server.on('connect', ({ url = '', headers }, client) => {
    const basic = (headers['proxy-authorization'] ?? '').replace(/^Basic /, '');
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':');
    if (!gate.mayPass(user, rest.join(':'))) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(url) ?? [];
    const yes = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');
    const no = Buffer.from('HTTP/1.1 403 Forbidden\r\n\r\n');
    gate.serve({ client, yes, no }, { host, port: Number(port) });
  });
  return opened(server, gate);
}

/** RFC 1928 and RFC 1929. */
export function startSocksProxy(play: ProxyPlay = {}): Promise<TestProxy> {
  const gate = new Gate(play);
  const server = net.createServer((client) => {
    talkSocks(client, gate, play).catch(() => client.destroy());
  });
  return opened(server, gate);
}

async function talkSocks(client: net.Socket, gate: Gate, { user }: ProxyPlay): Promise<void> {
  const read = reader(client);
  const [, methods = 0] = await read(2);
  const offered = await read(methods);
  const method = user === undefined ? 0 : 2;
  if (!offered.includes(method)) {
    client.end(Buffer.from([5, 0xff]));
    return;
  }
  client.write(Buffer.from([5, method]));
  if (method === 2) {
    const text = async (): Promise<string> => (await read((await read(1))[0] ?? 0)).toString();
    await read(1);
    const isRight = gate.mayPass(await text(), await text());
    client.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return;
  }
  const [, , , kind] = await read(4);
  const host = await readHost(kind ?? 0, read);
  const port = (await read(2)).readUInt16BE();
  read.end();
  const answer = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  gate.serve({ client, yes: answer(0), no: answer(2) }, { host, port });
}

async function readHost(kind: number, read: (bytes: number) => Promise<Buffer>): Promise<string> {
  if (kind === 1) return [...(await read(4))].join('.');
  if (kind === 4) return (await read(16)).toString('hex');
  return (await read((await read(1))[0] ?? 0)).toString();
}

/** Gives so many bytes as soon as they are there. */
function reader(socket: net.Socket): ((bytes: number) => Promise<Buffer>) & { end: () => void } {
  let tail = Buffer.alloc(0);
  let wake: () => void = () => undefined;
  const keep = (chunk: Buffer): void => {
    tail = Buffer.concat([tail, chunk]);
    wake();
  };
  socket.on('data', keep);
  const read = async (bytes: number): Promise<Buffer> => {
    while (tail.length < bytes) await new Promise<void>((resolve) => (wake = resolve));
    const taken = tail.subarray(0, bytes);
    tail = tail.subarray(bytes);
    return taken;
  };
  return Object.assign(read, { end: () => void socket.off('data', keep) });
}
