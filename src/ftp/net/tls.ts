import net from 'node:net';
import tls from 'node:tls';
import { abortError, onAbort } from '../../base/abort.js';
import { RemoteError } from '../../base/remote-error.js';

/**
 * What both channels of one session hand to TLS. Host and server name must be the same on both:
 * newer Node.js drops the session to be resumed where they differ.
 */
export function tlsOptions(host: string, extra: tls.ConnectionOptions = {}): tls.ConnectionOptions {
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  return { host, ...name, minVersion: 'TLSv1.2', ...extra };
}

/** TLS over a connected socket; a RemoteError of kind `tls` says why it cannot be. */
export function startTls(
  socket: net.Socket,
  options: tls.ConnectionOptions,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = tls.connect({ ...options, socket });
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
  secured.on('session', (ticket) => tickets.push(ticket));
  const session = secured.getProtocol() === 'TLSv1.3' ? undefined : secured.getSession();
  if (session !== undefined) tickets.push(session);
}

function tlsError(cause: NodeJS.ErrnoException): RemoteError {
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|DEPTH_ZERO/.test(cause.code ?? '');
  const text = isCertificate
    ? `The server's certificate is not trusted: ${cause.message}`
    : `TLS cannot be established: ${cause.message}`;
  const hint = isCertificate
    ? 'The certificate must be valid for this host and signed by a known authority.'
    : 'The server may want another kind of security: explicit, implicit or none.';
  return new RemoteError('tls', text, { cause, hint });
}

/** What a secured socket agreed on, for the trace. */
export function tlsText(socket: tls.TLSSocket): string {
  const resumed = socket.isSessionReused() ? ', resumed' : '';
  return `${socket.getProtocol() ?? 'TLS'}, ${socket.getCipher().name}${resumed}`;
}
