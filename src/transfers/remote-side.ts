import { isRemoteError, RemoteError } from '../base/remote-error.js';
import { type RemoteEntry } from '../base/remote-entry.js';
import { childOf, isSafeName, parentOf } from '../base/remote-path.js';
import { LinkFollower, type SeenEntry } from '../remote/follow-links.js';
import { withoutLeftovers } from '../remote/leftovers.js';
import { type RemoteFiles, type RemoteWrite } from '../remote/remote-files.js';
import { type Arrived, type Content, type Put, type Side, type SideEntry } from './side.js';

/** Announces what a transfer has changed on the server. */
export type OnWritten = (written: { path: string; isNew: boolean }) => void;

/** The tree of one server. */
export class RemoteSide implements Side {
  readonly #files: RemoteFiles;
  readonly #onWritten: OnWritten;
  readonly #links: LinkFollower;
  /** What the server told of an entry, to see whether it is still so. */
  readonly #told = new WeakMap<SideEntry, RemoteEntry>();

  constructor(files: RemoteFiles, onWritten: OnWritten = () => undefined) {
    this.#files = files;
    this.#onWritten = onWritten;
    this.#links = new LinkFollower(files);
  }

  async list(path: string, signal: AbortSignal): Promise<SideEntry[]> {
    const shown = withoutLeftovers(await this.#files.list(path, signal));
    const entries = await this.#links.seeAll(path, shown, signal);
    return entries.map((entry) => ({ ...toSideEntry(entry), ...skippedIn(entry) }));
  }

  /** A link that was asked for by its name is followed, be it to a folder. */
  async find(path: string, signal: AbortSignal): Promise<SideEntry | undefined> {
    try {
      const entry = await this.#files.stat(path, signal);
      const seen = toSideEntry(await this.#links.see(path, entry, signal));
      this.#told.set(seen, entry);
      return seen;
    } catch (error) {
      if (isRemoteError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  content(path: string, { size, modified }: SideEntry): Content {
    return { size, modified, open: (signal) => this.#files.stream({ path }, signal) };
  }

  async put(put: Put, signal: AbortSignal): Promise<Arrived> {
    const { path, content, replaces, onProgress, preserveTimestamps } = put;
    const told = replaces === undefined ? 'nothing' : this.#told.get(replaces);
    // Of a link servers tell now what it is itself, and now what it leads to.
    const expected = told === 'nothing' || told?.type === 'file' ? told : undefined;
    const write: RemoteWrite = {
      path,
      content: await toWritable(content, signal),
      onProgress,
      ...(expected !== undefined && { expected }),
    };
    const { size } = await this.#write(write, signal);
    const bytes = size ?? content.size ?? 0;
    const note = preserveTimestamps ? await this.#date(path, content, signal) : undefined;
    this.#onWritten({ path, isNew: replaces === undefined });
    return { bytes, ...(note !== undefined && { note }) };
  }

  async makeFolder(path: string, signal: AbortSignal): Promise<void> {
    if (path === '/') return;
    try {
      await this.#files.mkdir(path, signal);
      this.#onWritten({ path, isNew: true });
    } catch (error) {
      if (isRemoteError(error, 'exists')) {
        await this.#refuseFile(path, signal);
        return;
      }
      if (!isRemoteError(error, 'not-found')) throw error;
      await this.makeFolder(parentOf(path), signal);
      await this.#files.mkdir(path, signal);
      this.#onWritten({ path, isNew: true });
    }
  }

  childOf(folder: string, name: string): string {
    return childOf(folder, name);
  }

  nameProblem(name: string): RemoteError | undefined {
    if (isSafeName(name)) return undefined;
    const text = `${JSON.stringify(name)} cannot be a name on an FTP server`;
    return new RemoteError('unsafe', text);
  }

  nameKey(name: string): string {
    return name;
  }

  /** The folder may have gone, or never been, where one file alone is sent. */
  async #write(write: RemoteWrite, signal: AbortSignal): Promise<RemoteEntry> {
    try {
      return await this.#files.write(write, signal);
    } catch (error) {
      if (!isRemoteError(error, 'not-found') || parentOf(write.path) === '/') throw error;
      await this.makeFolder(parentOf(write.path), signal);
      return this.#files.write(write, signal);
    }
  }

  /** The content is there whatever becomes of its time. */
  async #date(
    path: string,
    { modified }: Content,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (modified === undefined) return undefined;
    try {
      await this.#files.setModified(path, modified, signal);
      return undefined;
    } catch (error) {
      if (isRemoteError(error)) return `Its time was not kept: ${error.message}`;
      throw error;
    }
  }

  async #refuseFile(path: string, signal: AbortSignal): Promise<void> {
    const there = await this.find(path, signal);
    if (there === undefined || there.type === 'directory') return;
    throw new RemoteError('not-a-directory', `${path} is a file: no folder can take its place`);
  }
}

function toSideEntry({ name, type, size, modified }: SeenEntry): SideEntry {
  return type === 'directory' ? { name, type } : { name, type: 'file', size, modified };
}

/** In folders links to folders may lead in circles, and out of what was asked for. */
function skippedIn({ type, isLink }: SeenEntry): { skipped?: string } {
  if (type === 'symlink') return { skipped: 'it points to nothing' };
  return isLink && type === 'directory' ? { skipped: 'links to folders are not followed' } : {};
}

/** What has no known size is read before it is sent: a server must be told when it is whole. */
async function toWritable(content: Content, signal: AbortSignal): Promise<RemoteWrite['content']> {
  const { size } = content;
  if (size !== undefined) return { size, open: () => content.open(signal) };
  const pieces: Uint8Array[] = [];
  for await (const piece of content.open(signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}
