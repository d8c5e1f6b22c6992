import { isRemoteError, type RemoteError } from '../../base/remote-error.js';
import { isInside, parentOf } from '../../base/remote-path.js';
import { command } from '../protocol/command.js';
import { isCompletion } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { demand, type Session } from '../session.js';
import { explainNewName, explainRefusal, findInParent } from './explain.js';
import { enterInSteps, isRefusedForLength } from './long-path.js';

interface Names {
  from: string;
  to: string;
}

/** RNFR and RNTO with nothing between them (RFC 959 section 4.1.3). */
export async function rename(session: Session, names: Names, signal: AbortSignal): Promise<void> {
  const { from, to } = names;
  try {
    await renameAnywhere(session, names, signal);
  } catch (error) {
    const isCase = from !== to && from.toLowerCase() === to.toLowerCase();
    if (!isCase || !isRemoteError(error) || !['exists', 'failed'].includes(error.kind)) throw error;
    await renameCase(session, { ...names, error }, signal);
  }
}

/** The second half, where RNFR was taken already and nothing was sent since. */
export async function renameTo(session: Session, names: Names, signal: AbortSignal): Promise<void> {
  const { from, to } = names;
  const target = command('RNTO', to);
  const reply = await session.channel.exchange(target, signal);
  if (isCompletion(reply)) return;
  const error = refusalError(`rename ${from} to ${to}`, target, reply);
  if (isRefusedForLength(to, error)) await rename(session, names, signal);
  else throw await explain(session, { ...names, error }, signal);
}

/** For a server that takes no notice of case the new name is there already: it goes by a third one. */
async function renameCase(
  session: Session,
  { from, to, error }: Names & { error: RemoteError },
  signal: AbortSignal,
): Promise<void> {
  const other = await findInParent(session, to, signal).catch(() => undefined);
  if (other !== undefined) throw error;
  const between = `${from}.${Date.now().toString(36)}`;
  await renameAnywhere(session, { from, to: between }, signal);
  try {
    await renameAnywhere(session, { from: between, to }, signal);
  } catch (reason) {
    await renameAnywhere(session, { from: between, to: from }, signal);
    throw reason;
  }
}

async function renameAnywhere(session: Session, names: Names, signal: AbortSignal): Promise<void> {
  const { from, to } = names;
  const what = `rename ${from} to ${to}`;
  try {
    await renameOnce(session, { ...names, what }, signal);
  } catch (error) {
    const longer = from.length > to.length ? from : to;
    if (!isRefusedForLength(longer, error))
      throw await explain(session, { ...names, error }, signal);
    await renameWithin(session, { ...names, what }, signal);
  }
}

/** The folder that both are in is entered before: nothing may come between RNFR and RNTO. */
async function renameWithin(
  session: Session,
  { from, to, what }: Names & { what: string },
  signal: AbortSignal,
): Promise<void> {
  const folder = commonFolder(from, to);
  await enterInSteps(session, folder, signal);
  const [ours, theirs] = [from, to].map(
    (path) => `.${path.slice(folder === '/' ? 0 : folder.length)}`,
  );
  await renameOnce(session, { from: ours ?? from, to: theirs ?? to, what }, signal);
}

function commonFolder(one: string, other: string): string {
  let folder = parentOf(one);
  while (!isInside(parentOf(other), folder)) folder = parentOf(folder);
  return folder;
}

async function renameOnce(
  session: Session,
  { from, to, what }: Names & { what: string },
  signal: AbortSignal,
): Promise<void> {
  // Made first: a name that cannot be sent must not leave a lone RNFR behind.
  const target = command('RNTO', to);
  await demand(session, { verb: 'RNFR', argument: from, what }, signal);
  const reply = await session.channel.exchange(target, signal);
  if (!isCompletion(reply)) throw refusalError(what, target, reply);
}

async function explain(
  session: Session,
  { error, from, to }: Names & { error: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  const isOfTarget = isRemoteError(error) && error.command?.startsWith('RNTO ') === true;
  return isOfTarget
    ? explainNewName(session, { error, path: to }, signal)
    : explainRefusal(session, { error, path: from }, signal);
}
