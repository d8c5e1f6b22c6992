import net from 'node:net';
import tls from 'node:tls';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';
import { distrustOf, type TrustOptions } from './trust.js';

/**
 * What both channels of one session hand to TLS. Host and server name must be the same on both:
 * newer Node.js drops the session to be resumed where they differ. They are the host's that was
 * asked for, whatever address a data connection goes to: its certificate must be for that name.
 */
export function tlsOptions(host: string, extra: TrustOptions = {}): TrustOptions {
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  return { host, ...name, minVersion: 'TLSv1.2', ...extra };
}

/** Sessions that came before anybody asked for them, in the turn of the handshake itself. */
const early = new WeakMap<tls.TLSSocket, Buffer[]>();

/** TLS over a connected socket; a RemoteError of kind `tls` says why it cannot be. */
export function startTls(
  socket: net.Socket,
  options: TrustOptions,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    // Judged by us, as soon as the handshake is over and before a byte is sent.
    const secured = tls.connect({ ...options, rejectUnauthorized: false, socket });
    const tickets: Buffer[] = [];
    early.set(secured, tickets);
    secured.on('session', (ticket) => tickets.push(ticket));
    const done = new AbortController();
    const fail = (error: RemoteError): void => {
      done.abort();
      secured.destroy();
      reject(error);
    };
    const stopListening = onAbort(signal, () => {
      fail(abortError(signal, 'The TLS handshake'));
    });
    done.signal.addEventListener('abort', stopListening);
    secured.once('secureConnect', () => {
      const distrust = distrustOf(secured, options);
      if (distrust !== undefined) {
        fail(distrust);
        return;
      }
      done.abort();
      resolve(secured);
    });
    secured.once('close', () => {
      fail(new RemoteError('tls', 'The connection ended in the middle of the TLS handshake'));
    });
    secured.on('error', (cause: NodeJS.ErrnoException) => {
      fail(tlsError(cause));
    });
  });
}

/**
 * Collects what can be resumed on data connections. TLS 1.2 has its session when the handshake is
 * over; TLS 1.3 sends tickets some time later, on any connection.
 */
export function keepTickets(secured: tls.TLSSocket, tickets: Buffer[]): void {
  tickets.push(...(early.get(secured) ?? []));
  secured.on('session', (ticket) => tickets.push(ticket));
  if (secured.getProtocol() === 'TLSv1.3' || tickets.length > 0) return;
  const session = secured.getSession();
  if (session !== undefined) tickets.push(session);
}

/** Resolves when the first ticket of TLS 1.3 has come: true; false after `ms` without one. */
export function firstTicket(
  secured: tls.TLSSocket,
  tickets: readonly Buffer[],
  ms: number,
): Promise<boolean> {
  if (tickets.length > 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      secured.off('session', settle).off('close', settle);
      resolve(tickets.length > 0);
    };
    const timer = setTimeout(settle, ms);
    secured.on('session', settle).on('close', settle);
  });
}

const clearText = /WRONG_VERSION|HTTP_REQUEST|RECORD_LAYER|PACKET_LENGTH|UNKNOWN_PROTOCOL/;
const oldVersion = /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|LEGACY_SIGALG/;
const wantsCertificate =
  /CERTIFICATE_REQUIRED|ALERT_(BAD|NO|UNSUPPORTED)_CERTIFICATE|ALERT_CERTIFICATE|ALERT_UNKNOWN_CA/;

const hints: readonly (readonly [RegExp, string])[] = [
  [clearText, 'It answers in clear text: security "explicit" may be right, or "none".'],
  [
    oldVersion,
    'It speaks only old versions of TLS, which are not safe; tls.minVersion allows them.',
  ],
  [wantsCertificate, 'The server wants a client certificate: tls.cert and tls.key.'],
  [
    /HANDSHAKE_FAILURE/,
    'It may want a client certificate (tls.cert and tls.key), or other ciphers.',
  ],
];

function tlsError(cause: NodeJS.ErrnoException): RemoteError {
  const code = cause.code ?? '';
  const other = 'The server may want another kind of security: explicit, implicit or none.';
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1] ?? other;
  return new RemoteError('tls', `TLS cannot be established: ${cause.message}`, { cause, hint });
}

/**
 * With TLS 1.3 a server refuses us after the handshake: what looks like a lost connection is told
 * as what it is, an error of kind `tls`.
 */
export function withTlsReason(error: RemoteError): RemoteError {
  const { code } = { ...(error.cause as NodeJS.ErrnoException | undefined) };
  const isAlert = error.kind === 'disconnected' && code?.startsWith('ERR_SSL_') === true;
  return isAlert ? tlsError(error.cause as NodeJS.ErrnoException) : error;
}

/** What a secured socket agreed on, for the trace. */
export function tlsText(socket: tls.TLSSocket): string {
  const resumed = socket.isSessionReused() ? ', resumed' : '';
  return `${socket.getProtocol() ?? 'TLS'}, ${socket.getCipher().name}${resumed}`;
}
