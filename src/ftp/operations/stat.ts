// One entry, by the cheapest means that this server has: MLST; SIZE and MDTM sent together, which
// only a file answers; else the parent's listing. A bare 550 proves nothing, a listing does.
import { type RemoteEntry } from '../../base/remote-entry.js';
import { nameOf } from '../../base/remote-path.js';
import { abortable } from '../../base/abort.js';
import { command } from '../protocol/command.js';
import { isCompletion, type Reply, replyText } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { tryParseSize } from '../protocol/reply-path.js';
import { parseMlst } from '../protocol/listing/facts.js';
import { parseTimeVal } from '../protocol/listing/time-val.js';
import { demand, type Session } from '../session.js';
import { findInParent } from './explain.js';

/** One entry, links not followed; kind `not-found` where there is none. */
export async function stat(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  if (session.features.has('MLST') && session.knowledge.mlstFails !== true) {
    const entry = await statByMlst(session, path, signal);
    if (entry !== undefined) return entry;
  } else if (path !== '/') {
    const entry = await statBySize(session, path, signal);
    if (entry !== undefined) return entry;
  }
  return path === '/' ? statRoot(session, signal) : findInParent(session, path, signal);
}

async function statRoot(session: Session, signal: AbortSignal): Promise<RemoteEntry> {
  await demand(session, { verb: 'CWD', argument: '/', what: 'look at /' }, signal);
  return { name: '/', type: 'directory' };
}

/** Undefined where MLST does not tell: then another way must. */
async function statByMlst(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  const order = command('MLST', path);
  const reply = await session.channel.exchange(order, signal);
  if (isCompletion(reply)) {
    const entry = reply.lines
      .slice(1, -1)
      .map(parseMlst)
      .find((one) => one !== undefined);
    if (entry !== undefined) return { ...entry, name: nameOf(path) };
    session.knowledge.mlstFails = true;
    return undefined;
  }
  const error = refusalError(`look at ${path}`, order, reply);
  if (error.kind === 'unsupported') session.knowledge.mlstFails = true;
  else if (error.kind !== 'failed' && error.kind !== 'permission') throw error;
  return undefined;
}

async function statBySize(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  const [size, time] = await askBoth(session, path, signal);
  if (!isValue(size) || !isValue(time)) return undefined;
  const bytes = tryParseSize(replyText(size));
  const modified = parseTimeVal(replyText(time).slice(4).trim());
  if (bytes === undefined || modified === undefined) return undefined;
  return { name: nameOf(path), type: 'file', size: bytes, modified, modifiedExact: true };
}

/** In one breath where the server is known to answer both. */
async function askBoth(
  { channel, knowledge }: Session,
  path: string,
  signal: AbortSignal,
): Promise<[Reply, Reply | undefined]> {
  const [size, time] = [command('SIZE', path), command('MDTM', path)];
  if (knowledge.pipelines === true) {
    const [first, second] = channel.sendTogether([size, time]).map(({ final }) => final);
    if (first !== undefined && second !== undefined) {
      const inTime = channel.inTime(Promise.all([first, second]), `the state of ${path}`);
      return abortable(inTime, signal, `Looking at ${path}`);
    }
  }
  const first = await channel.exchange(size, signal);
  return [first, isValue(first) ? await channel.exchange(time, signal) : undefined];
}

const isValue = (reply: Reply | undefined): reply is Reply => reply?.code === 213;
