// Removes a folder with all that is in it. A link is removed, never followed; a listing that fails ends
// it. What stands in one folder goes in one write where the server bears it, the folder itself behind it.
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { type RemoteEntry } from '../../base/remote-entry.js';
import { childOf } from '../../base/remote-path.js';
import { command } from '../protocol/command.js';
import { isCompletion, isRefusal, type Reply } from '../protocol/reply.js';
import { kindOfRefusal } from '../protocol/reply-error.js';
import { type Session } from '../session.js';
import { explainList, findInParent } from './explain.js';
import { fetchListing } from './fetch-listing.js';
import { list } from './list.js';
import { exchangeAll } from './together.js';
import { leaving, remove, rmdir } from './tree.js';

/** What goes, with all that is in it. */
export interface RemoveTreeJob {
  path: string;
  /** Called with the number of files, links and folders that are gone so far. */
  onProgress?: ((removed: number) => void) | undefined;
}

interface Removal {
  removed: number;
  onProgress: RemoveTreeJob['onProgress'];
}

/** Removes what is at `path`, whatever it is; refuses the root. */
export async function removeTree(
  session: Session,
  { path, onProgress }: RemoveTreeJob,
  signal: AbortSignal,
): Promise<void> {
  if (path === '/') {
    throw new RemoteError('unsafe', 'The root folder with all that is in it is not removed');
  }
  // Its own folder tells: asked for itself, a link to a folder may look like one.
  const entry = await findInParent(session, path, signal);
  await removeAny(session, { entry, path, removal: { removed: 0, onProgress } }, signal);
}

interface Item {
  entry: RemoteEntry;
  path: string;
  removal: Removal;
}

async function removeAny(session: Session, item: Item, signal: AbortSignal): Promise<void> {
  const { entry, path, removal } = item;
  if (entry.type === 'directory') return removeFolder(session, item, signal);
  if (entry.type === 'unknown') return removeUnknown(session, item, signal);
  await remove(session, path, signal);
  count(removal);
}

/** DELE first: it takes no folder, but a link to one. */
async function removeUnknown(session: Session, item: Item, signal: AbortSignal): Promise<void> {
  try {
    await remove(session, item.path, signal);
    count(item.removal);
  } catch (error) {
    if (!isRemoteError(error) || error.code === undefined || error.kind === 'not-found')
      throw error;
    await removeFolder(session, item, signal);
  }
}

async function removeFolder(session: Session, item: Item, signal: AbortSignal): Promise<void> {
  const { path, removal } = item;
  const entries = await listForRemoval(session, path, signal);
  const isPlain = ({ type }: RemoteEntry): boolean => type === 'file' || type === 'symlink';
  const others = entries.filter((entry) => !isPlain(entry));
  for (const entry of others) {
    await removeAny(session, { entry, path: childOf(path, entry.name), removal }, signal);
  }
  const plain = entries.filter(isPlain).map(({ name }) => childOf(path, name));
  if (await removeTogether(session, { path, plain, removal }, signal)) return;
  await removeHidden(session, { path, removal }, signal);
  await rmdir(session, path, signal);
  count(removal);
}

async function listForRemoval(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry[]> {
  try {
    return await list(session, { path }, signal);
  } catch (error) {
    throw await explainList(session, { error, path }, signal);
  }
}

/** Whether the folder is gone too. */
async function removeTogether(
  session: Session,
  { path, plain, removal }: { path: string; plain: readonly string[]; removal: Removal },
  signal: AbortSignal,
): Promise<boolean> {
  const first = leaving(session, path);
  const orders = [...first, ...plain.map((one) => command('DELE', one)), command('RMD', path)];
  const replies = (await exchangeAll(session, orders, signal)).slice(first.length);
  for (const [at, one] of plain.entries()) {
    const reply = replies[at];
    // Once more by itself, where the refusal gets its reason; who was faster than us did no harm.
    if (!isGone(reply)) await remove(session, one, signal);
    count(removal);
  }
  const last = replies.at(-1);
  if (last === undefined || isRefusal(last)) return false;
  count(removal);
  return true;
}

const isGone = (reply: Reply | undefined): boolean =>
  reply !== undefined && (isCompletion(reply) || kindOfRefusal(reply) === 'not-found');

/**
 * A folder that looks empty and is not holds what LIST hides, or what MLSD does not show: links that
 * lead nowhere (ProFTPD). All that is named is removed below this folder, so that a server that
 * takes -a for something else does no harm.
 */
async function removeHidden(
  session: Session,
  { path, removal }: { path: string; removal: Removal },
  signal: AbortSignal,
): Promise<void> {
  const hidden = await fetchListing(session, { path, verb: 'LIST -a' }, signal).catch(
    (error: unknown) => {
      if (isRemoteError(error) && error.code !== undefined) return undefined;
      throw error;
    },
  );
  for (const entry of hidden?.entries ?? []) {
    const item = { entry, path: childOf(path, entry.name), removal };
    await removeAny(session, item, signal).catch((error: unknown) => {
      if (!isRemoteError(error, 'not-found')) throw error;
    });
  }
}

function count(removal: Removal): void {
  removal.removed += 1;
  removal.onProgress?.(removal.removed);
}
