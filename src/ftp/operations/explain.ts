// What a refusal without a reason means. "550 Failed to open file" (vsftpd) and "550 Can't check for
// file existence" (Pure-FTPd) are said of missing and of forbidden files alike: only a listing of
// the parent tells which, and where that one is refused too, the listing above it.
import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { nameOf, parentOf } from '../../base/remote-path.js';
import { command } from '../protocol/command.js';
import { type Session } from '../session.js';
import { list } from './list.js';

interface Refused {
  error: unknown;
  path: string;
}

/** The entry as the listing of its parent has it; kind `not-found` where that proves it missing. */
export async function findInParent(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry> {
  // Made though not sent: a name that would forge a command is refused, not looked for.
  command('LIST', path);
  const parent = parentOf(path);
  const entries = await list(session, { path: parent }, signal).catch(async (error: unknown) => {
    throw await explainList(session, { error, path: parent }, signal);
  });
  const entry = entries.find(({ name }) => name === nameOf(path));
  if (entry !== undefined) return entry;
  throw new RemoteError('not-found', `There is no ${path}: its folder does not list it`);
}

/** The error that a refused listing really means. */
export async function explainList(
  session: Session,
  refused: Refused,
  signal: AbortSignal,
): Promise<unknown> {
  return explain(session, refused, signal, (entry) =>
    entry.type === 'file' ? 'not-a-directory' : 'permission',
  );
}

/** The error that the refusal of an existing name really means. */
export async function explainRefusal(
  session: Session,
  refused: Refused,
  signal: AbortSignal,
): Promise<unknown> {
  return explain(session, refused, signal, (entry) =>
    entry.type === 'directory' ? 'is-a-directory' : 'permission',
  );
}

/** The error that the refusal of a new name really means: it `exists`, or has no parent. */
export async function explainNewName(
  session: Session,
  refused: Refused,
  signal: AbortSignal,
): Promise<unknown> {
  const parent = parentOf(refused.path);
  const reason = await explain(session, refused, signal, () => 'exists');
  if (!isRemoteError(reason, 'not-found') || parent === '/') return unlessMissing(reason, refused);
  // Of course the new name is missing: the question is whether its folder is.
  try {
    await findInParent(session, parent, signal);
    return refused.error;
  } catch (error) {
    return isRemoteError(error, 'not-found') ? reason : refused.error;
  }
}

const unlessMissing = (reason: unknown, { error }: Refused): unknown =>
  isRemoteError(reason, 'not-found') && isVague(error) ? error : reason;

const isVague = (error: unknown): error is RemoteError =>
  isRemoteError(error, 'failed') && [226, 450, 521, 550, 553].includes(error.code ?? 0);

async function explain(
  session: Session,
  { error, path }: Refused,
  ...[signal, kindOf]: [AbortSignal, (entry: RemoteEntry) => RemoteErrorKind]
): Promise<unknown> {
  if (!isVague(error) || path === '/') return error;
  try {
    const entry = await findInParent(session, path, signal);
    return withKind(kindOf(entry), error);
  } catch (reason) {
    // The look at the parent is a courtesy: where it tells nothing the first refusal stands.
    return isRemoteError(reason, 'not-found') ? withKind('not-found', error) : error;
  }
}

function withKind(kind: RemoteErrorKind, error: RemoteError): RemoteError {
  const { code, reply, command, hint, begun } = error;
  const details = { code, reply, command, hint, begun, cause: error };
  return new RemoteError(kind, error.message, details);
}
