// The end of a safe write: what was uploaded under another name is looked at, gets its mode and takes
// the name. Looks, hash, mode and RNFR need nothing of each other: where the server bears it they go
// out in one write, and the RNTO alone waits for what they tell.
import { isRemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { type Command, command } from '../protocol/command.js';
import { tryParseHash } from '../protocol/hash-reply.js';
import { isCompletion, isIntermediate, type Reply } from '../protocol/reply.js';
import { type Session } from '../session.js';
import { type FileHash, hash, hashOrders } from './hash.js';
import { refusesLength } from './long-path.js';
import { rename, renameTo } from './rename.js';
import { readStat, stat, statOrders } from './stat.js';
import { exchangeAll } from './together.js';
import { chmod } from './tree.js';

/** An uploaded file that is to take its name. */
export interface MoveIn {
  /** Absolute paths in one folder. */
  from: string;
  to: string;
  /** The mode that the file gets before it takes the name; a server that refuses that keeps its own. */
  mode?: number | undefined;
  /** Asks for the hash, where the server offers one. */
  wantsHash: boolean;
  /** Looks at `to` as well, just before it is replaced. */
  looksAtTarget: boolean;
  /** Is shown what was found before anything takes the name; what it throws ends it. */
  judge: (seen: Seen) => void;
}

/** What stands there just before the rename. */
export interface Seen {
  /** What was uploaded. */
  entry: RemoteEntry;
  hash: FileHash | undefined;
  /** What has the name: its entry, nothing, or undefined where that was not asked for or not told. */
  target: RemoteEntry | 'nothing' | undefined;
}

/**
 * Moves the file to its name and resolves with its state, the mode included; with undefined where the
 * server shows no such file, and nothing was moved.
 */
export async function moveIn(
  session: Session,
  job: MoveIn,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  const found = await look(session, job, signal);
  if (found === undefined) return undefined;
  const { seen, isArmed, mode } = found;
  job.judge(seen);
  await (isArmed ? renameTo : rename)(session, job, signal);
  return { ...seen.entry, ...(mode !== undefined && { mode }) };
}

interface Found {
  seen: Seen;
  /** RNFR was taken, and nothing was sent since. */
  isArmed: boolean;
  /** The mode that the file has now, as far as that was brought about. */
  mode: number | undefined;
}

async function look(
  session: Session,
  job: MoveIn,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const wanted = session.knowledge.pipelines === true ? plan(session, job) : undefined;
  const found = wanted && (await lookTogether(session, { job, wanted }, signal));
  return found ?? lookInSteps(session, job, signal);
}

interface Wanted {
  entry: Command[];
  target: Command[];
  hash: Command[];
  algorithm: FileHash['algorithm'] | undefined;
  mode: Command[];
  arm: Command[];
}

/** Undefined where this server must be asked in another way. */
function plan(session: Session, { from, to, mode, ...job }: MoveIn): Wanted | undefined {
  const entry = statOrders(session, from);
  const target = job.looksAtTarget ? statOrders(session, to) : [];
  if (entry === undefined || target === undefined) return undefined;
  const sum = job.wantsHash ? hashOrders(session, from) : undefined;
  return {
    entry,
    target,
    hash: sum?.orders ?? [],
    algorithm: sum?.algorithm,
    mode: mode === undefined ? [] : [command('SITE', `CHMOD ${toOctal(mode)} ${from}`)],
    arm: [command('RNFR', from)],
  };
}

const toOctal = (mode: number): string => mode.toString(8).padStart(3, '0');

/** Undefined where the replies do not tell enough. */
async function lookTogether(
  session: Session,
  { job, wanted }: { job: MoveIn; wanted: Wanted },
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { entry, target, hash: sum, mode, arm } = wanted;
  const parts = [entry, target, sum, mode, arm];
  const replies = await exchangeAll(session, parts.flat(), signal);
  // Too long a name is named from within its folder, step by step.
  if (replies.some((reply) => refusesLength(job.from, reply))) return undefined;
  const take = (orders: readonly Command[]): Reply[] => replies.splice(0, orders.length);
  const told = { entry: take(entry), target: take(target), sum: take(sum), mode: take(mode) };
  const uploaded = there(session, job.from, told.entry);
  // Where the name is not shown, or not told of in this way, the steps find out.
  if (uploaded === undefined || uploaded === 'nothing') return undefined;
  const isModeSet = told.mode.some(isDone);
  if (mode.length > 0 && !isModeSet && hasOtherWay(session)) return undefined;
  return {
    seen: {
      entry: uploaded,
      hash: readHash(told.sum.at(-1), { path: job.from, algorithm: wanted.algorithm }),
      target: there(session, job.to, told.target),
    },
    isArmed: replies.some(isIntermediate),
    mode: isModeSet ? job.mode : undefined,
  };
}

/** 202 is "not implemented, superfluous at this site": nothing was done. */
const isDone = (reply: Reply): boolean => isCompletion(reply) && reply.code !== 202;

const hasOtherWay = ({ features }: Session): boolean =>
  /unix\.mode/i.test(features.get('MFF') ?? '');

function there(
  session: Session,
  path: string,
  replies: readonly Reply[],
): RemoteEntry | 'nothing' | undefined {
  try {
    return readStat(session, path, replies);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return 'nothing';
    throw error;
  }
}

/** A refused hash proves nothing against the content. */
function readHash(
  reply: Reply | undefined,
  asked: { path: string; algorithm: FileHash['algorithm'] | undefined },
): FileHash | undefined {
  return reply !== undefined && isCompletion(reply) ? tryParseHash(reply, asked) : undefined;
}

async function lookInSteps(
  session: Session,
  job: MoveIn,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { from, to, mode } = job;
  const entry = await find(session, from, signal);
  if (entry === undefined) return undefined;
  const sum = job.wantsHash ? await hash(session, { path: from }, signal) : undefined;
  const isModeSet =
    mode !== undefined && entry.mode !== mode && (await tryChmod(session, { from, mode }, signal));
  const target = job.looksAtTarget ? ((await find(session, to, signal)) ?? 'nothing') : undefined;
  return { seen: { entry, hash: sum, target }, isArmed: false, mode: isModeSet ? mode : undefined };
}

async function find(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  try {
    return await stat(session, path, signal);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Not every server can change modes; the content matters more. */
async function tryChmod(
  session: Session,
  { from, mode }: { from: string; mode: number },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await chmod(session, { path: from, mode }, signal);
    return true;
  } catch (error) {
    if (!isRemoteError(error) || error.code === undefined) throw error;
    return false;
  }
}
