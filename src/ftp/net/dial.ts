// Opening a TCP connection: to the server, or to a proxy that goes on from there.
import dns from 'node:dns';
import net from 'node:net';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError, type RemoteErrorKind } from '../../base/remote-error.js';
import { formatEndpoint, plainAddress } from '../protocol/endpoint.js';
import { type Flow } from '../trace-event.js';
import { endpointOfProxy, type Proxy, ProxyRefusal, proxyText, tunnel } from './proxy.js';

export interface DialTarget {
  host: string;
  port: number;
  timeoutMs: number;
  /** What a failure is called: `connect` for the control, `data-connection` for the data channel. */
  kind: RemoteErrorKind;
  /** The proxy that connects us; it looks the name up. */
  via?: Proxy | undefined;
  /** Addresses of the host that are not to be tried again. */
  except?: ReadonlySet<string> | undefined;
  /** How the socket is read, where it is not read as a stream. */
  onread?: net.OnReadOpts | undefined;
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'no answer came',
};
/** How long one of several addresses may take: Node's 250 ms are less than a far server needs. */
const attemptMs = 1_000;

/** A TCP connection to the host, or a RemoteError that names the place and the reason. */
export async function dial(target: DialTarget, signal: AbortSignal): Promise<net.Socket> {
  const { host, port, via } = target;
  if (signal.aborted) throw abortError(signal, `Connecting to ${formatEndpoint(target)}`);
  if (!isPort(port)) {
    throw new RemoteError(target.kind, `Cannot connect to ${host}: ${String(port)} is no port`);
  }
  const first = via === undefined ? target : endpointOfProxy(via);
  if (!isPort(first.port)) {
    const text = `Cannot connect to the proxy ${first.host}: ${String(first.port)} is no port`;
    throw new RemoteError(target.kind, text);
  }
  const lookup = target.except === undefined ? undefined : lookupBut(target.except);
  const socket = net.connect({
    host: first.host,
    port: first.port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attemptMs,
    ...(lookup !== undefined && { lookup }),
    ...(target.onread !== undefined && { onread: target.onread }),
  });
  socket.setKeepAlive(true, 30_000);
  try {
    await connected(socket, target, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

/** The addresses of a name but for some; none left is as if there were none. */
function lookupBut(except: ReadonlySet<string>): net.LookupFunction {
  return (name, options, callback) => {
    dns.lookup(name, { ...options, all: true }, (error, addresses) => {
      const others = error ? [] : addresses.filter(({ address }) => !except.has(address));
      const [first] = others;
      if (error || first === undefined) {
        const none = Object.assign(new Error(`${name} has no other address`), {
          code: 'ENOTFOUND',
        });
        callback(error ?? none, []);
      } else if (options.all === true) callback(null, others);
      else callback(null, first.address, first.family);
    });
  };
}

/** Waits for the connection, and for the proxy behind it; both within the limit of `target`. */
function connected(socket: net.Socket, target: DialTarget, signal: AbortSignal): Promise<void> {
  const place = formatEndpoint(target);
  const { via } = target;
  return new Promise((resolve, reject) => {
    let isAtProxy = false;
    let stopListening: () => void = () => undefined;
    const done = (): void => {
      clearTimeout(timer);
      stopListening();
    };
    const fail = (error: RemoteError): void => {
      done();
      reject(error);
    };
    const timer = setTimeout(() => {
      const within = `no answer within ${String(target.timeoutMs)} ms`;
      fail(new RemoteError(target.kind, failureText(target, within), { hint: unansweredHint }));
    }, target.timeoutMs);
    stopListening = onAbort(signal, () => {
      fail(abortError(signal, `Connecting to ${place}`));
    });
    const succeed = (): void => {
      done();
      resolve();
    };
    socket.once('connect', () => {
      isAtProxy = true;
      if (via === undefined) succeed();
      else
        tunnel(socket, via, target).then(succeed, (error: unknown) => {
          fail(proxyError(target, error));
        });
    });
    // Stays for good: an error nobody listens to would end the process.
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      // What breaks at the proxy is told by the tunnel, which knows its step.
      if (via === undefined || !isAtProxy) fail(dialError(target, cause));
    });
  });
}

const unansweredHint = 'A firewall may drop it, or host and port are not right.';

function failureText(target: DialTarget, reason: string): string {
  const way = target.via === undefined ? '' : ` through ${proxyText(target.via)}`;
  return `Cannot connect to ${formatEndpoint(target)}${way}: ${reason}`;
}

function proxyError(target: DialTarget, error: unknown): RemoteError {
  if (error instanceof ProxyRefusal) return proxyRefusal(target, error);
  const reason = error instanceof Error ? error.message : String(error);
  return new RemoteError(target.kind, failureText(target, reason), { hint: proxyHint });
}

const proxyHint = 'Check host and port, and what the proxy allows.';

function proxyRefusal(target: DialTarget, { message, hint, isLogin }: ProxyRefusal): RemoteError {
  const text = failureText(target, message);
  // Behind it nobody was asked for a password yet: it is the proxy's that was refused.
  if (isLogin && target.kind === 'connect' && target.via?.user !== undefined) {
    return new RemoteError('auth', text, { hint, refused: 'proxy-password' });
  }
  return new RemoteError(target.kind, text, { hint: hint ?? proxyHint });
}

function dialError(target: DialTarget, cause: NodeJS.ErrnoException): RemoteError {
  const reason = words[cause.code ?? ''] ?? cause.message;
  if (target.via !== undefined) {
    const text = failureText(target, `the proxy cannot be reached: ${reason}`);
    return new RemoteError(target.kind, text, { cause, hint: 'Check host and port of the proxy.' });
  }
  const hint = target.kind === 'connect' ? 'Check host and port.' : undefined;
  return new RemoteError(target.kind, failureText(target, reason), { cause, hint });
}

/** Both ends of a connected socket, as this machine sees them. */
export function flowOf(socket: net.Socket): Flow {
  const end = (host: string | undefined, port: number | undefined): string =>
    formatEndpoint({ host: plainAddress(host ?? '?'), port: port ?? 0 });
  return {
    local: end(socket.localAddress, socket.localPort),
    remote: end(socket.remoteAddress, socket.remotePort),
  };
}
