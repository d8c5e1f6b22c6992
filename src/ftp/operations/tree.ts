import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { isInside, parentOf } from '../../base/remote-path.js';
import { type Command, command } from '../protocol/command.js';
import { isCompletion, isRefusal, type Reply } from '../protocol/reply.js';
import { refusalError } from '../protocol/reply-error.js';
import { demand, type Session } from '../session.js';
import { explainNewName, explainRefusal } from './explain.js';
import { refusesLength, withShortName } from './long-path.js';
import { exchangeAll } from './together.js';

/** Removes a file or a link. */
export async function remove(session: Session, path: string, signal: AbortSignal): Promise<void> {
  await change(session, { verb: 'DELE', path, what: `remove ${path}` }, signal);
}

/** Removes an empty directory. */
export async function rmdir(session: Session, path: string, signal: AbortSignal): Promise<void> {
  // Refused or not: RMD will tell.
  await exchangeAll(session, leaving(session, path), signal);
  try {
    await demandShort(session, { verb: 'RMD', path, what: `remove ${path}` }, signal);
  } catch (error) {
    const reason = await explainRefusal(session, { error, path }, signal);
    // It is there and a directory: then it is not empty, or not ours to remove.
    throw isRemoteError(reason, 'is-a-directory') ? error : reason;
  }
}

/**
 * The command to leave a folder that will be removed, if we are in it. Windows would not remove it, and
 * Pure-FTPd ends the session with the next listing.
 */
export function leaving(session: Session, path: string): Command[] {
  if (session.folder === undefined || !isInside(session.folder, path)) return [];
  session.folder = parentOf(path);
  return [command('CWD', session.folder)];
}

/** Makes one directory; kind `exists` where something of that name is there. */
export async function mkdir(session: Session, path: string, signal: AbortSignal): Promise<void> {
  try {
    await demandShort(session, { verb: 'MKD', path, what: `make the folder ${path}` }, signal);
  } catch (error) {
    throw await explainNewName(session, { error: withoutTls(error), path }, signal);
  }
}

/** 521 was "the directory exists" (RFC 959 appendix II) before RFC 2228 gave it another meaning. */
function withoutTls(error: unknown): unknown {
  if (!isRemoteError(error, 'tls')) return error;
  const { code, reply, command: sent } = error;
  return new RemoteError('failed', error.message, { code, reply, command: sent, cause: error });
}

/** Makes a directory and those above it that are missing; what is there already is no error. */
export async function mkdirs(session: Session, path: string, signal: AbortSignal): Promise<void> {
  const names = path.split('/').filter((name) => name !== '');
  const folders = names.map((_, at) => `/${names.slice(0, at + 1).join('/')}`);
  const orders = folders.map((folder) => command('MKD', folder));
  const replies = await exchangeAll(session, orders, signal);
  const [last, order] = [replies.at(-1), orders.at(-1)];
  if (last === undefined || order === undefined || isCompletion(last)) return;
  const check = command('CWD', path);
  const entered = await session.channel.exchange(check, signal);
  if (isRefusal(entered)) {
    const error = refusalError(`make the folder ${path}`, order, last);
    throw await explainNewName(session, { error: withoutTls(error), path }, signal);
  }
  session.folder = path;
}

/** Sets the mode bits by SITE CHMOD, or by MFF (draft-somers-ftp-mfxx) where the server names UNIX.mode for it. */
export async function chmod(
  session: Session,
  { path, mode }: { path: string; mode: number },
  signal: AbortSignal,
): Promise<void> {
  const what = `change the mode of ${path}`;
  const bits = mode.toString(8).padStart(3, '0');
  const hasMff = /unix\.mode/i.test(session.features.get('MFF') ?? '');
  const other = (short: string): Command => command('MFF', `UNIX.mode=0${bits}; ${short}`);
  await withShortName(session, path, signal, async (short) => {
    // ProFTPD takes SITE apart at tabs and puts it together with blanks.
    if (hasMff && path.includes('\t')) {
      expectDone(await session.channel.exchange(other(short), signal), other(short), what);
      return;
    }
    const order = command('SITE', `CHMOD ${bits} ${short}`);
    const reply = await session.channel.exchange(order, signal);
    if (!isUnknown(reply) || refusesLength(short, reply)) {
      expectDone(reply, order, what);
      return;
    }
    if (!hasMff) throw refusalError(what, order, { ...reply, code: 502 });
    expectDone(await session.channel.exchange(other(short), signal), other(short), what);
  });
}

/** 202 is "not implemented, superfluous at this site": nothing was done. */
const isUnknown = ({ code }: Reply): boolean => [202, 500, 502, 504].includes(code);

function expectDone(reply: Reply, order: Command, what: string): void {
  if (!isCompletion(reply)) throw refusalError(what, order, reply);
}

async function change(
  session: Session,
  { verb, path, what }: { verb: string; path: string; what: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await demandShort(session, { verb, path, what }, signal);
  } catch (error) {
    throw await explainRefusal(session, { error, path }, signal);
  }
}

async function demandShort(
  session: Session,
  { verb, path, what }: { verb: string; path: string; what: string },
  signal: AbortSignal,
): Promise<void> {
  await withShortName(session, path, signal, (argument) =>
    demand(session, { verb, argument, what }, signal),
  );
}
