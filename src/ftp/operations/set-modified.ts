// Setting a file's time: MFMT and MFF (draft-somers-ftp-mfxx), SITE UTIME in its two forms, or MDTM
// with a time, which servers without it take for a strange file name. Each is believed only where its
// reply or a look at the file has shown it once.
import { type RemoteEntry } from '../../base/remote-entry.js';
import { RemoteError } from '../../base/remote-error.js';
import { command } from '../protocol/command.js';
import { isCompletion, type Reply, replyText } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { type Session } from '../session.js';
import { explainRefusal } from './explain.js';
import { refusesLength, withShortName } from './long-path.js';
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
  await withShortName(session, path, signal, (short) =>
    setByAnyWay(session, { path: short, epochMs }, signal),
  );
}

async function setByAnyWay(
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
  if (refusesLength(change.path, reply)) throw refusalError(`date ${change.path}`, order, reply);
  // 202 is "not implemented, superfluous at this site".
  if (!isCompletion(reply) || reply.code === 202) {
    const isSettled = session.knowledge.timeWay === way;
    if (!isSettled) return false;
    const error = refusalError(`date ${change.path}`, order, reply);
    throw await explainRefusal(session, { error, path: change.path }, signal);
  }
  if (session.knowledge.timeWay === way || isTold(reply, change.time)) return true;
  return isSet(await stat(session, change.path, signal), epochMs);
}

/** `213 Modify=20200506070809; /a.txt` */
const isTold = (reply: Reply, time: string): boolean =>
  replyText(reply).toLowerCase().includes(`modify=${time}`);

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

/** A listing tells minutes or days, and those by a clock whose offset may not be known. */
function isSet({ modified, modifiedExact }: RemoteEntry, epochMs: number): boolean {
  if (modified === undefined) return false;
  const off = epochMs - modified;
  if (modifiedExact === true) return Math.abs(off) < minuteMs;
  if (Math.abs(off) > 2 * dayMs) return false;
  return modified % dayMs === 0 || ((off % quarterMs) + quarterMs) % quarterMs < minuteMs;
}
