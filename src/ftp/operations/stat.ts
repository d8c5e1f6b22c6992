// One entry, by the cheapest means that this server has: MLST; SIZE and MDTM sent together, which
// only a file answers; else the parent's listing. A bare 550 proves nothing, a listing does. What is
// sent and what the replies mean stand apart, so that many can be asked for in one write.
import { type RemoteEntry } from '../../base/remote-entry.js';
import { nameOf, parentOf } from '../../base/remote-path.js';
import { type Command, command } from '../protocol/command.js';
import { parseMlst } from '../protocol/listing/facts.js';
import { parseTimeVal } from '../protocol/listing/time-val.js';
import { isCompletion, isRefusal, type Reply, replyText } from '../protocol/reply.js';
import { kindOfRefusal, refusalError } from '../protocol/reply-error.js';
import { tryParseSize } from '../protocol/reply-path.js';
import { demand, type Session } from '../session.js';
import { findInParent } from './explain.js';
import { enterInSteps, refusesLength } from './long-path.js';
import { exchangeAll } from './together.js';

/** One entry, links not followed; kind `not-found` where there is none. */
export async function stat(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  const entry = await statByOrders(session, path, signal);
  if (entry !== undefined) return entry;
  return path === '/' ? statRoot(session, signal) : findInParent(session, path, signal);
}

/**
 * The commands that may tell the state of `path`, to be sent in this order; undefined where this
 * server has none, and only a listing of the parent tells. None of them has to be waited for.
 */
export function statOrders({ features, knowledge }: Session, path: string): Command[] | undefined {
  if (features.has('MLST') && knowledge.mlstFails !== true) return [command('MLST', path)];
  if (path === '/' || knowledge.sizeTells === false) return undefined;
  const orders = [command('SIZE', path), command('MDTM', path)];
  // Some Windows servers tell a size for folders too: asked once, of one that surely is a folder.
  return knowledge.sizeTells === true ? orders : [...orders, command('SIZE', parentOf(path))];
}

/**
 * The entry that the replies to all of `statOrders` tell; undefined where they tell nothing, and
 * another way must. What they prove to be missing is an error, kind `not-found`.
 */
export function readStat(
  session: Session,
  path: string,
  replies: readonly Reply[],
): RemoteEntry | undefined {
  const [first, ...others] = replies;
  if (first === undefined) return undefined;
  // MLST is asked alone. What was learned since then must not change what the replies mean.
  return others.length === 0 ? readMlst(session, path, first) : readSize(session, path, replies);
}

async function statRoot(session: Session, signal: AbortSignal): Promise<RemoteEntry> {
  await demand(session, { verb: 'CWD', argument: '/', what: 'look at /' }, signal);
  return { name: '/', type: 'directory' };
}

async function statByOrders(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  const orders = statOrders(session, path);
  if (orders === undefined) return undefined;
  let replies = await askAll(session, orders, signal);
  if (replies.some((reply) => refusesLength(path, reply))) {
    await enterInSteps(session, parentOf(path), signal);
    replies = await askAll(session, statOrders(session, `./${nameOf(path)}`) ?? [], signal);
  }
  // Somebody has switched to text: SIZE counts what is sent, so it is refused or wrong there.
  if (
    replies.some(
      (reply) => isRefusal(reply) && /ascii (mode|type)|in ascii/i.test(replyText(reply)),
    )
  ) {
    await session.channel.exchange(command('TYPE', 'I'), signal);
    replies = await askAll(session, orders, signal);
  }
  return readStat(session, path, replies);
}

/** In one breath where the server bears it, else one by one. */
async function askAll(
  session: Session,
  orders: readonly Command[],
  signal: AbortSignal,
): Promise<Reply[]> {
  if (session.knowledge.pipelines === true) return exchangeAll(session, orders, signal);
  const replies: Reply[] = [];
  for (const order of orders) {
    // Where SIZE is refused nothing behind it would tell more: its refusal stands for theirs.
    const last = replies.at(-1);
    const isOver = last !== undefined && isRefusal(last);
    replies.push(isOver ? last : await session.channel.exchange(order, signal));
  }
  return replies;
}

/** Undefined where MLST does not tell. */
function readMlst(session: Session, path: string, reply: Reply): RemoteEntry | undefined {
  const { knowledge } = session;
  if (refusesLength(path, reply)) return undefined;
  if (isCompletion(reply)) {
    const entries = reply.lines.map(mlstLine).map(parseMlst);
    const told = entries.filter((entry) => entry !== undefined);
    const [entry] = told;
    // Some servers answer with what is in a folder.
    if (entry !== undefined && told.length === 1) {
      return mayBeLink(entry) ? undefined : { ...entry, name: nameOf(path) };
    }
    knowledge.mlstFails = true;
    return undefined;
  }
  const error = refusalError(`look at ${path}`, command('MLST', path), reply);
  if (error.kind === 'unsupported') knowledge.mlstFails = true;
  else if (error.kind !== 'failed' && error.kind !== 'permission') throw error;
  return undefined;
}

/**
 * ProFTPD tells the type of what a link leads to, and the mode and size of the link itself. Only a
 * listing shows such a link; what is longer than a path can be is none.
 */
const mayBeLink = ({ type, mode, size }: RemoteEntry): boolean =>
  mode === 0o777 && type !== 'symlink' && size !== undefined && size < longestTarget;

const longestTarget = 256;

/** The facts stand in a line of their own; some servers put the code before it, or write one line only. */
const mlstLine = (line: string): string => line.replace(/^250[ -]/, '');

function readSize(
  { knowledge }: Session,
  path: string,
  [size, time, folder]: readonly Reply[],
): RemoteEntry | undefined {
  if (size !== undefined && isUnknown(size) && !refusesLength(path, size))
    knowledge.sizeTells = false;
  if (!isValue(size) || !isValue(time)) return undefined;
  if (folder !== undefined) knowledge.sizeTells = isRefusal(folder);
  if (knowledge.sizeTells === false) return undefined;
  const bytes = tryParseSize(replyText(size));
  const modified = parseTimeVal(replyText(time).slice(4).trim());
  if (bytes === undefined || modified === undefined) return undefined;
  return { name: nameOf(path), type: 'file', size: bytes, modified, modifiedExact: true };
}

const isUnknown = (reply: Reply): boolean => kindOfRefusal(reply) === 'unsupported';

const isValue = (reply: Reply | undefined): reply is Reply => reply?.code === 213;
