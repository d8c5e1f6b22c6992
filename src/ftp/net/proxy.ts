// A way to the server through somebody else: SOCKS5 (RFC 1928, RFC 1929) or HTTP CONNECT (RFC 9110
// section 9.3.6). The proxy gets the host's name as it is, so that names which are known only behind
// it work too. What it says in its errors is told; its password never is.
import http from 'node:http';
import net from 'node:net';
import { domainToASCII } from 'node:url';
import { type SocksClientError } from 'socks';
import { type Endpoint, formatEndpoint } from '../protocol/endpoint.js';

export interface Proxy {
  type: 'socks5' | 'http';
  host: string;
  /** Default 1080, or 8080 for `http`. */
  port?: number;
  user?: string;
  password?: string;
}

const passwordHint = 'Check user and password of the proxy.';

/** Why a proxy does not connect us; `hint` where the user can do something. */
export class ProxyRefusal extends Error {
  readonly hint: string | undefined;
  /** It does not take the user and the password. */
  readonly isLogin: boolean;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'ProxyRefusal';
    this.hint = hint;
    this.isLogin = hint === passwordHint;
  }
}

/** RFC 1929 section 2 has one byte for their length. */
const maxSocksTextBytes = 255;

/** Where the proxy itself listens. */
export const endpointOfProxy = ({ type, host, port }: Proxy): Endpoint => ({
  host,
  port: port ?? (type === 'socks5' ? 1080 : 8080),
});

/** As in "the SOCKS5 proxy gate.example:1080". */
export const proxyText = (proxy: Proxy): string =>
  `the ${proxy.type === 'socks5' ? 'SOCKS5' : 'HTTP'} proxy ${formatEndpoint(endpointOfProxy(proxy))}`;

/**
 * Asks the proxy at the other end of `socket` for a connection to `target`. Afterwards the socket is
 * as new: nothing that came from the server is lost, and nobody reads it yet. Rejects with a
 * ProxyRefusal; who has no more patience destroys the socket.
 */
export async function tunnel(socket: net.Socket, proxy: Proxy, target: Endpoint): Promise<void> {
  const isName = net.isIP(target.host) === 0;
  const host = isName ? domainToASCII(target.host) || target.host : target.host;
  const ask = proxy.type === 'socks5' ? askSocks : askHttp;
  await ask(socket, proxy, { host, port: target.port });
}

async function askSocks(socket: net.Socket, proxy: Proxy, target: Endpoint): Promise<void> {
  const { user = '', password = '' } = proxy;
  const texts = [user, password, target.host];
  if (texts.some((text) => Buffer.byteLength(text) > maxSocksTextBytes)) {
    throw new ProxyRefusal('its user, its password or the host is longer than SOCKS5 allows');
  }
  // Read on first use: hardly anybody has such a proxy.
  const { SocksClient } = await import('socks');
  const client = new SocksClient({
    command: 'connect',
    destination: target,
    proxy: { type: 5, ...endpointOfProxy(proxy), userId: user, password },
  });
  const early: Buffer[] = [];
  const keep = (chunk: Buffer): void => void early.push(chunk);
  await new Promise<void>((resolve, reject) => {
    client.once('established', () => {
      // The library says what came behind its reply in the next turn, and then lets the socket flow.
      socket.on('data', keep);
      setImmediate(resolve);
    });
    // Its error carries the password: only its words go on.
    client.once('error', ({ message }: SocksClientError) => {
      reject(socksRefusal(message));
    });
    client.connect(socket);
  });
  socket.off('data', keep);
  makeNew(socket, Buffer.concat(early));
}

const socksWords: Readonly<Record<string, string>> = {
  NotAllowed: 'its rules do not allow it',
  NetworkUnreachable: 'it cannot reach that network',
  HostUnreachable: 'it cannot reach that host',
  ConnectionRefused: 'nothing listens there (connection refused)',
  TTLExpired: 'the way from it to the host is too long',
  CommandNotSupported: 'it does not make connections',
  AddressNotSupported: 'it does not take this kind of address',
};

function socksRefusal(message: string): ProxyRefusal {
  if (/auth/i.test(message)) return new ProxyRefusal('it does not let us in', passwordHint);
  if (/version/i.test(message)) {
    return new ProxyRefusal('it does not speak SOCKS5', 'Check type, host and port of the proxy.');
  }
  if (/closed/i.test(message)) return new ProxyRefusal('it closed the connection');
  const code = / - \(?(\w+)/.exec(message)?.[1];
  if (code === undefined) return new ProxyRefusal(message);
  return new ProxyRefusal(socksWords[code] ?? 'it refuses');
}

function askHttp(socket: net.Socket, proxy: Proxy, target: Endpoint): Promise<void> {
  const { user, password = '' } = proxy;
  const place = formatEndpoint(target);
  const credentials = Buffer.from(`${user ?? ''}:${password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path: place,
      headers: {
        Host: place,
        ...(user !== undefined && { 'Proxy-Authorization': `Basic ${credentials}` }),
      },
      createConnection: () => socket,
    });
    request.once('connect', ({ statusCode = 0, statusMessage = '' }, _socket, early) => {
      if (statusCode < 200 || statusCode > 299) reject(httpRefusal(statusCode, statusMessage));
      else {
        makeNew(socket, early);
        resolve();
      }
    });
    request.once('error', (cause: NodeJS.ErrnoException) => {
      reject(httpFailure(cause));
    });
    request.end();
  });
}

function httpRefusal(status: number, words: string): ProxyRefusal {
  const answer = `it answers ${String(status)} ${words.slice(0, 80)}`.trimEnd();
  return new ProxyRefusal(answer, status === 407 ? passwordHint : undefined);
}

function httpFailure(cause: NodeJS.ErrnoException): ProxyRefusal {
  if (cause.code?.startsWith('HPE_') === true) {
    return new ProxyRefusal('it does not speak HTTP', 'Check type, host and port of the proxy.');
  }
  if (cause.code === 'ECONNRESET') return new ProxyRefusal('it closed the connection');
  return new ProxyRefusal(cause.message);
}

/** As after its connect, but for the bytes that came ahead, which are read first. */
function makeNew(socket: net.Socket, early: Buffer): void {
  socket.pause();
  if (early.length > 0) socket.unshift(early);
  // Else it counts as paused on purpose, and a listener alone would not start it.
  (socket as { readableFlowing: boolean | null }).readableFlowing = null;
}
