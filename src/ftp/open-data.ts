// Which way a data connection is made, and what comes next where a way fails. What worked is
// remembered for the host. Opening a port of ours is the user's decision: passive mode never
// turns active by itself.
import net from 'node:net';
import { abortable, abortError } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { openActive } from './active.js';
import { type DataOpening, type DataWay } from './data-way.js';
import { isPassive, openPassive } from './passive.js';
import { type HostKnowledge } from './host-knowledge.js';
import { type DataMode } from './options.js';
import { type Command } from './protocol/command.js';
import { type Session } from './session.js';

const waysOf: Record<DataMode, readonly DataWay[]> = {
  passive: ['EPSV', 'PASV'],
  active: ['EPRT', 'PORT'],
  auto: ['EPSV', 'PASV', 'EPRT', 'PORT'],
};

/**
 * The connection that was made ahead; else tries the ways of the session's data mode in their order.
 * The first failure is the one told.
 */
export async function openData(
  session: Session,
  order: Command,
  signal: AbortSignal,
): Promise<DataOpening> {
  await abortable(session.next.arrived, signal, 'The transfer');
  const ahead = await session.next.take();
  // Settings that were told with the login may still be unanswered.
  if (session.channel.state === 'awaiting') await session.channel.answered();
  if (ahead === undefined) return openNew(session, order, signal);
  if (!signal.aborted) return ahead;
  ahead.destroy();
  throw abortError(signal, 'The transfer');
}

async function openNew(
  session: Session,
  order: Command,
  signal: AbortSignal,
): Promise<DataOpening> {
  const { knowledge, channel, next } = session;
  const known = next.failed;
  next.failed = undefined;
  const failed: DataWay[] = known === undefined ? [] : [known.way];
  let failure = known?.error;
  const left = possibleWays(session).filter((way) => knowledge.failedWays?.has(way) !== true);
  for (const way of left.filter((one) => one !== known?.way)) {
    try {
      const opening = await openBy({ way, order }, session, signal);
      // A way is given up only where another one worked: else the host may be down for a moment.
      for (const bad of failed) (knowledge.failedWays ??= new Set()).add(bad);
      knowledge.dataWay = way;
      return opening;
    } catch (error) {
      if (!(error instanceof RemoteError) || !isWorthAnotherWay(error)) throw error;
      channel.tracer.note('warn', `${way} gives no data connection: ${error.message}`);
      failed.push(way);
      failure ??= error;
    }
  }
  throw noConnection(knowledge, failure);
}

/** Always of kind `data-connection`: that EPSV is not known says nothing of the command behind it. */
function noConnection(knowledge: HostKnowledge, cause: RemoteError | undefined): RemoteError {
  // The network may be another one by now: next time all ways are tried again.
  knowledge.failedWays?.clear();
  if (cause?.kind === 'data-connection' && cause.hint !== undefined) return cause;
  const why = cause === undefined ? 'no way is left' : cause.message;
  return new RemoteError('data-connection', `The data connection cannot be made: ${why}`, {
    cause,
    code: cause?.code,
    reply: cause?.reply,
    command: cause?.command,
    hint: 'Try another data mode ("passive", "active" or "auto") for this connection.',
  });
}

/** The ways that this server and these options leave, best first. */
export function possibleWays({
  channel,
  options,
}: Pick<Session, 'channel' | 'options'>): readonly DataWay[] {
  const isIpv6 = net.isIPv6(channel.peer);
  const ways = options.dataCommands ?? waysOf[options.dataMode ?? 'passive'];
  return isIpv6 ? ways.filter((way) => way.startsWith('E')) : ways;
}

const isWorthAnotherWay = ({ kind }: RemoteError): boolean =>
  ['data-connection', 'unsupported', 'failed', 'protocol'].includes(kind);

function openBy(
  { way, order }: { way: DataWay; order: Command },
  session: Session,
  signal: AbortSignal,
): Promise<DataOpening> {
  return isPassive(way)
    ? openPassive({ way, order }, session, signal)
    : openActive(way, session, signal);
}
