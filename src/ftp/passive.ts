// Passive mode: the server opens a port and we dial it. EPSV first (RFC 2428), since it names a
// port alone and works on IPv6; PASV where the server does not know it, or where its ports cannot
// be reached (some address translators understand PASV only).
import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type DataOpening, type DataWay } from './data-way.js';
import { ChunkReader } from './net/chunk-reader.js';
import { DataConnection } from './net/data-connection.js';
import { dial, flowOf } from './net/dial.js';
import { clock } from './net/tracer.js';
import { type Command, command } from './protocol/command.js';
import {
  type Endpoint,
  formatEndpoint,
  isRoutable,
  tryParseEpsv,
  tryParsePasv,
} from './protocol/endpoint.js';
import { isRefusal, type Reply, replyText } from './protocol/reply.js';
import { refusalError } from './protocol/reply-error.js';
import { type Session } from './session.js';

const kind = 'data-connection' as const;

/** The commands by which the server names a port (RFC 2428 section 3, RFC 959 section 4.1.2). */
export type PassiveWay = 'EPSV' | 'PASV';

/** Whether it is we who dial. */
export const isPassive = (way: DataWay): way is PassiveWay => way === 'EPSV' || way === 'PASV';

/** A data connection that we dialled; kind `data-connection` where none can be made. */
export async function openPassive(
  { way, order }: { way: PassiveWay; order: Command },
  session: Session,
  signal: AbortSignal,
): Promise<DataOpening> {
  const { channel, knowledge } = session;
  if (knowledge.needsPret === true) await announce(session, order, signal);
  let reply = await channel.exchange(command(way), signal);
  if (isRefusal(reply) && wantsPret(session, reply)) {
    knowledge.needsPret = true;
    await announce(session, order, signal);
    reply = await channel.exchange(command(way), signal);
  }
  return passiveOpening({ way, reply }, session, signal);
}

/** drftpd, glftpd: "500 You need to use a client supporting PRET (PRE Transfer) to use PASV". */
const wantsPret = ({ features, knowledge }: Session, reply: Reply): boolean =>
  knowledge.needsPret !== true && features.has('PRET') && /\bPRET\b/.test(replyText(reply));

async function announce(session: Session, { line }: Command, signal: AbortSignal): Promise<void> {
  await session.channel.exchange(command('PRET', line), signal);
}

/** Dials the port that `reply` tells. */
export async function passiveOpening(
  { way, reply }: { way: PassiveWay; reply: Reply },
  session: Session,
  signal: AbortSignal,
): Promise<DataOpening> {
  const { channel, limits, options } = session;
  const { tracer, peer } = channel;
  // Behind a proxy the peer is the proxy: it has to find the server once more, by its name.
  const own = options.proxy === undefined ? peer : options.host;
  if (isRefusal(reply)) {
    throw refusalError('open a port for the data connection', command(way), reply);
  }
  const { host, port } = endpointOf(reply, { own, session });
  const begun = clock();
  try {
    // Where TLS follows it takes the socket over, and so does a proxy's own talk.
    const isPlain = session.protection === undefined && options.proxy === undefined;
    const reader = isPlain ? new ChunkReader() : undefined;
    const onread = reader?.onread;
    const via = options.proxy;
    const target = { host, port, timeoutMs: limits.connectMs, kind, via, onread };
    const socket = await dial(target, signal);
    const { knowledge } = session;
    knowledge.roundTripMs = Math.min(knowledge.roundTripMs ?? Infinity, clock() - begun);
    const flow = flowOf(socket);
    tracer.emit({ type: 'data-open', mode: 'passive', via: way, initiator: 'client', flow });
    const data = new DataConnection({
      socket,
      tracer,
      idleMs: limits.dataMs,
      isHurried: () => session.isClosing,
      reader,
      flow,
    });
    return {
      way,
      get isOpen() {
        return data.isOpen;
      },
      accept: () => Promise.resolve(data),
      destroy: () => {
        data.drop();
      },
    };
  } catch (error) {
    if (!isRemoteError(error, kind)) throw error;
    throw dialFailure({ way, place: formatEndpoint({ host, port }), begun }, error);
  }
}

function endpointOf(reply: Reply, { own, session }: { own: string; session: Session }): Endpoint {
  const { host, port } = toldIn(reply);
  if (host === undefined || host === own) return { host: own, port };
  const { options, channel } = session;
  const isTrusted = options.trustPasvAddress === true && isRoutable(host);
  const told = formatEndpoint({ host, port });
  const choice = isTrusted
    ? 'it is dialled, as the connection allows'
    : `${own} is dialled, which is its own address`;
  channel.tracer.note('info', `The server names ${told}; ${choice}`);
  return { host: isTrusted ? host : own, port };
}

/** A 229 may answer PASV and a 227 EPSV: what is told counts, not what was asked. */
function toldIn(reply: Reply): { host?: string; port: number } {
  const text = replyText(reply);
  const epsv = reply.code === 227 ? undefined : tryParseEpsv(text);
  const told = epsv === undefined ? tryParsePasv(text) : { port: epsv };
  if (told !== undefined) return told;
  throw new RemoteError('protocol', `The server names no port for the data connection: ${text}`, {
    code: reply.code,
    reply: text,
  });
}

function dialFailure(
  { way, place, begun }: { way: PassiveWay; place: string; begun: number },
  cause: RemoteError,
): RemoteError {
  const text =
    `The data connection cannot be made: we dialled ${place} (passive mode, ${way}), ` +
    `and after ${(clock() - begun).toFixed(0)} ms: ${cause.message}`;
  return new RemoteError('data-connection', text, {
    cause,
    command: way,
    hint: "The server's firewall must let its passive port range in; ask its administrator for it.",
  });
}
