import { isRemoteError } from '../../base/remote-error.js';
import { command } from '../protocol/command.js';
import { isCompletion } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { demand, type Session } from '../session.js';
import { explainNewName, explainRefusal } from './explain.js';

/** Removes a file or a link. */
export async function remove(session: Session, path: string, signal: AbortSignal): Promise<void> {
  await change(session, { verb: 'DELE', path, what: `remove ${path}` }, signal);
}

/** Removes an empty directory. */
export async function rmdir(session: Session, path: string, signal: AbortSignal): Promise<void> {
  try {
    await demand(session, { verb: 'RMD', argument: path, what: `remove ${path}` }, signal);
  } catch (error) {
    const reason = await explainRefusal(session, { error, path }, signal);
    // It is there and a directory: then it is not empty, or not ours to remove.
    throw isRemoteError(reason, 'is-a-directory') ? error : reason;
  }
}

/** Makes one directory; kind `exists` where something of that name is there. */
export async function mkdir(session: Session, path: string, signal: AbortSignal): Promise<void> {
  try {
    await demand(session, { verb: 'MKD', argument: path, what: `make the folder ${path}` }, signal);
  } catch (error) {
    throw await explainNewName(session, { error, path }, signal);
  }
}

/** RNFR and RNTO with nothing between them (RFC 959 section 4.1.3). */
export async function rename(
  session: Session,
  { from, to }: { from: string; to: string },
  signal: AbortSignal,
): Promise<void> {
  const what = `rename ${from} to ${to}`;
  // Made first: a name that cannot be sent must not leave a lone RNFR behind.
  const target = command('RNTO', to);
  await change(session, { verb: 'RNFR', path: from, what }, signal);
  const reply = await session.channel.exchange(target, signal);
  if (isCompletion(reply)) return;
  const error = refusalError(what, target, reply);
  throw await explainNewName(session, { error, path: to }, signal);
}

/** Sets the mode bits by SITE CHMOD. */
export async function chmod(
  session: Session,
  { path, mode }: { path: string; mode: number },
  signal: AbortSignal,
): Promise<void> {
  const argument = `CHMOD ${mode.toString(8).padStart(3, '0')} ${path}`;
  await demand(session, { verb: 'SITE', argument, what: `change the mode of ${path}` }, signal);
}

async function change(
  session: Session,
  { verb, path, what }: { verb: string; path: string; what: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await demand(session, { verb, argument: path, what }, signal);
  } catch (error) {
    throw await explainRefusal(session, { error, path }, signal);
  }
}
