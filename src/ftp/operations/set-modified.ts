// Setting a file's time: MFMT and MFF (draft-somers-ftp-mfxx), SITE UTIME in its two forms, or MDTM
// with a time, which servers without it take for a strange file name. What is not MFMT is believed
// only where a look at the file shows it.
import { RemoteError } from '../../base/remote-error.js';
import { command } from '../protocol/command.js';
import { isRefusal } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { type Session } from '../session.js';
import { explainRefusal } from './explain.js';
import { stat } from './stat.js';

interface Change {
  path: string;
  /** YYYYMMDDHHMMSS, UTC. */
  time: string;
}

const ways: readonly ((change: Change) => [verb: string, argument: string])[] = [
  ({ path, time }) => ['MFMT', `${time} ${path}`],
  ({ path, time }) => ['MFF', `modify=${time}; ${path}`],
  ({ path, time }) => ['SITE', `UTIME ${time} ${path}`],
  ({ path, time }) => ['SITE', `UTIME ${path} ${time} ${time} ${time} UTC`],
  ({ path, time }) => ['MDTM', `${time} ${path}`],
];

/** Sets the time, to the second; kind `unsupported` where the server has no way to do it. */
export async function setModified(
  session: Session,
  { path, epochMs }: { path: string; epochMs: number },
  signal: AbortSignal,
): Promise<void> {
  const { knowledge } = session;
  const time = new Date(epochMs).toISOString().replaceAll(/[-:T]|\..*$/g, '');
  // A file that is not there would look like a server that cannot.
  if (knowledge.timeWay === undefined) await stat(session, path, signal);
  for (let way = knowledge.timeWay ?? 0; way < ways.length; way += 1) {
    if (!(await tryWay(session, { way, path, time, epochMs }, signal))) continue;
    knowledge.timeWay = way;
    return;
  }
  throw new RemoteError('unsupported', `The server cannot set the time of ${path}`);
}

async function tryWay(
  session: Session,
  { way, epochMs, ...change }: Change & { way: number; epochMs: number },
  signal: AbortSignal,
): Promise<boolean> {
  const [verb, argument] = ways[way]?.(change) ?? ['NOOP', ''];
  const order = command(verb, argument);
  const reply = await session.channel.exchange(order, signal);
  if (isRefusal(reply)) {
    const isSettled = session.knowledge.timeWay === way;
    if (!isSettled) return false;
    const error = refusalError(`date ${change.path}`, order, reply);
    throw await explainRefusal(session, { error, path: change.path }, signal);
  }
  if (way === 0 || session.knowledge.timeWay === way) return true;
  const { modified } = await stat(session, change.path, signal);
  return modified !== undefined && Math.abs(modified - epochMs) < 60_000;
}
