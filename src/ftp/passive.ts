// Passive mode: the server opens a port and we dial it. EPSV first (RFC 2428), since it names a
// port alone and works on IPv6; PASV where the server does not know it, or where its ports cannot
// be reached (some address translators understand PASV only).
import net from 'node:net';
import { RemoteError } from '../base/remote-error.js';
import { DataConnection } from './net/data-connection.js';
import { dial, flowOf } from './net/dial.js';
import { command } from './protocol/command.js';
import { formatEndpoint, plainAddress, tryParseEpsv, tryParsePasv } from './protocol/endpoint.js';
import { isRefusal, type Reply, replyText } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { type Session } from './session.js';

type Way = 'EPSV' | 'PASV';

/** A data connection that we dialled; kind `data-connection` where none can be made. */
export async function openPassive(session: Session, signal: AbortSignal): Promise<DataConnection> {
  const ways = waysOf(session);
  let failure: RemoteError | undefined;
  for (const way of ways) {
    try {
      const data = await openBy(way, session, signal);
      if (way === 'PASV' && ways.length > 1) session.knowledge.epsvFails = true;
      return data;
    } catch (error) {
      if (!(error instanceof RemoteError) || !isWorthAnotherWay(error)) throw error;
      session.channel.tracer.note('warn', `${way} gives no data connection: ${error.message}`);
      failure ??= error;
    }
  }
  throw failure ?? new RemoteError('data-connection', 'There is no way to a data connection');
}

function waysOf({ channel, knowledge }: Session): Way[] {
  if (net.isIPv6(peerOf(channel.socket))) return ['EPSV'];
  return knowledge.epsvFails === true ? ['PASV'] : ['EPSV', 'PASV'];
}

const isWorthAnotherWay = ({ kind }: RemoteError): boolean =>
  ['data-connection', 'unsupported', 'failed', 'protocol'].includes(kind);

async function openBy(way: Way, session: Session, signal: AbortSignal): Promise<DataConnection> {
  const { channel, limits } = session;
  const { tracer } = channel;
  const reply = await channel.exchange(command(way), signal);
  if (isRefusal(reply)) {
    throw refusalError('open a port for the data connection', command(way), reply);
  }
  const host = peerOf(channel.socket);
  const port = portOf(reply, { host, session });
  const begun = Date.now();
  try {
    const target = { host, port, timeoutMs: limits.connectMs, kind: 'data-connection' as const };
    const socket = await dial(target, signal);
    const flow = flowOf(socket);
    tracer.emit({ type: 'data-open', mode: 'passive', via: way, initiator: 'client', flow });
    return new DataConnection({ socket, tracer, idleMs: limits.dataMs });
  } catch (error) {
    if (!(error instanceof RemoteError) || error.kind !== 'data-connection') throw error;
    throw dialFailure({ way, place: formatEndpoint({ host, port }), begun }, error);
  }
}

/** The control connection's peer: the one address that is surely the server's. */
const peerOf = (socket: net.Socket): string => plainAddress(socket.remoteAddress ?? '');

function portOf(reply: Reply, { host, session }: { host: string; session: Session }): number {
  const text = replyText(reply);
  // A 229 may answer PASV and a 227 EPSV: what is told counts, not what was asked.
  const epsv = reply.code === 227 ? undefined : tryParseEpsv(text);
  const pasv = epsv === undefined ? tryParsePasv(text) : undefined;
  const port = epsv ?? pasv?.port;
  if (port === undefined) {
    throw new RemoteError('protocol', `The server names no port for the data connection: ${text}`, {
      code: reply.code,
      reply: text,
    });
  }
  if (pasv !== undefined && pasv.host !== host) {
    const told = formatEndpoint(pasv);
    session.channel.tracer.note(
      'info',
      `The server names ${told}; ${host} is dialled, which is its own address`,
    );
  }
  return port;
}

function dialFailure(
  { way, place, begun }: { way: Way; place: string; begun: number },
  cause: RemoteError,
): RemoteError {
  const text =
    `The data connection cannot be made: we dialled ${place} (passive mode, ${way}), ` +
    `and after ${String(Date.now() - begun)} ms: ${cause.message}`;
  return new RemoteError('data-connection', text, {
    cause,
    command: way,
    hint: "The server's firewall must let its passive port range in; ask its administrator for it.",
  });
}
