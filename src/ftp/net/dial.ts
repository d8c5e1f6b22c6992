import net from 'node:net';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError, type RemoteErrorKind } from '../../base/remote-error.js';
import { formatEndpoint, plainAddress } from '../protocol/endpoint.js';
import { type Flow } from '../trace-event.js';

export interface DialTarget {
  host: string;
  port: number;
  timeoutMs: number;
  /** What a failure is called: `connect` for the control, `data-connection` for the data channel. */
  kind: RemoteErrorKind;
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

/** A TCP connection, or a RemoteError that names the place and the reason. */
export async function dial(target: DialTarget, signal: AbortSignal): Promise<net.Socket> {
  const { host, port } = target;
  if (signal.aborted) throw abortError(signal, `Connecting to ${formatEndpoint(target)}`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RemoteError(target.kind, `Cannot connect to ${host}: ${String(port)} is no port`);
  }
  const socket = net.connect({ host, port, noDelay: true, autoSelectFamily: true });
  socket.setKeepAlive(true, 30_000);
  try {
    await connected(socket, target, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function connected(socket: net.Socket, target: DialTarget, signal: AbortSignal): Promise<void> {
  const place = formatEndpoint(target);
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const fail = (error: RemoteError): void => {
      done.abort();
      reject(error);
    };
    const timer = setTimeout(() => {
      const within = `no answer within ${String(target.timeoutMs)} ms`;
      fail(
        new RemoteError(target.kind, `Cannot connect to ${place}: ${within}`, {
          hint: unansweredHint,
        }),
      );
    }, target.timeoutMs);
    const stopListening = onAbort(signal, () => {
      fail(abortError(signal, `Connecting to ${place}`));
    });
    done.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      stopListening();
    });
    socket.once('connect', () => {
      done.abort();
      resolve();
    });
    // Stays for good: an error nobody listens to would end the process.
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      fail(dialError(target, cause));
    });
  });
}

const unansweredHint = 'A firewall may drop it, or host and port are not right.';

function dialError(target: DialTarget, cause: NodeJS.ErrnoException): RemoteError {
  const reason = words[cause.code ?? ''] ?? cause.message;
  const hint = target.kind === 'connect' ? 'Check host and port.' : undefined;
  const text = `Cannot connect to ${formatEndpoint(target)}: ${reason}`;
  return new RemoteError(target.kind, text, { cause, hint });
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
