// A download never stands half done under its name: it is written beside it, counted, brought to the
// disk and renamed over.
import { randomBytes } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { abortError, onAbort } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { temporaryName } from '../base/temporary-name.js';
import { LocalLeftovers } from '../remote/local-leftovers.js';
import { codeOf, localError } from './local-error.js';
import { localNameKey, localNameProblem } from './local-name.js';
import { type Arrived, type Content, type Put, type Side, type SideEntry } from './side.js';

/** The disk of the machine that the extension runs on. */
export class LocalSide implements Side {
  readonly #platform: string;
  readonly #leftovers = new LocalLeftovers();

  constructor(platform: string = process.platform) {
    this.#platform = platform;
  }

  async list(folder: string, signal: AbortSignal): Promise<SideEntry[]> {
    refuseAborted(signal, `Listing ${folder}`);
    const entries = await told(`Listing ${folder}`, () =>
      fs.readdir(folder, { withFileTypes: true }),
    );
    return Promise.all(entries.map((entry) => seen(folder, entry)));
  }

  async find(file: string, signal: AbortSignal): Promise<SideEntry | undefined> {
    refuseAborted(signal, `Looking at ${file}`);
    try {
      const stats = await fs.stat(file);
      const type = stats.isDirectory() ? 'directory' : 'file';
      return { name: path.basename(file), type, size: stats.size, modified: stats.mtimeMs };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw localError(`Looking at ${file}`, error);
    }
  }

  content(file: string, { size, modified }: SideEntry): Content {
    return { size, modified, open: (signal) => reading(file, signal) };
  }

  async put(put: Put, signal: AbortSignal): Promise<Arrived> {
    const what = `Writing ${put.path}`;
    return told(what, async () => {
      const target = await throughLink(put.path);
      await this.#leftovers.sweep(path.dirname(target));
      const temporary = temporaryBeside(target);
      try {
        const bytes = await fill(temporary, put, signal);
        refuseShort(put, bytes);
        await finish({ temporary, target, put }, signal);
        return { bytes };
      } catch (error) {
        await fs.rm(temporary, { force: true });
        throw error;
      }
    });
  }

  async makeFolder(folder: string, signal: AbortSignal): Promise<void> {
    const what = `Making the folder ${folder}`;
    refuseAborted(signal, what);
    await told(what, () => fs.mkdir(folder, { recursive: true }));
  }

  childOf(folder: string, name: string): string {
    return path.join(folder, name);
  }

  nameProblem(name: string): RemoteError | undefined {
    const problem = localNameProblem(name, this.#platform);
    if (problem === undefined) return undefined;
    return new RemoteError('unsafe', `${JSON.stringify(name)} cannot be a local name: ${problem}`);
  }

  nameKey(name: string): string {
    return localNameKey(name, this.#platform);
  }
}

async function seen(folder: string, entry: Dirent): Promise<SideEntry> {
  const { name } = entry;
  if (entry.isDirectory()) return { name, type: 'directory' };
  const at = path.join(folder, name);
  const stats = await fs.stat(at).catch(
    // It was listed: a link that points nowhere, or gone since.
    () => undefined,
  );
  if (stats === undefined) return { name, type: 'file', skipped: 'it points to nothing' };
  if (stats.isDirectory()) {
    return { name, type: 'directory', skipped: 'links to folders are not followed' };
  }
  if (!stats.isFile()) return { name, type: 'file', skipped: 'it is no ordinary file' };
  return { name, type: 'file', size: stats.size, modified: stats.mtimeMs };
}

async function* reading(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const what = `Reading ${file}`;
  const stream = createReadStream(file);
  const stopListening = onAbort(signal, () => {
    stream.destroy(abortError(signal, what));
  });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (signal.aborted) throw abortError(signal, what);
    throw localError(what, error);
  } finally {
    stopListening();
  }
}

/** A file that is a link is written through, as an editor does. */
async function throughLink(file: string): Promise<string> {
  try {
    return await fs.realpath(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return file;
    throw error;
  }
}

function temporaryBeside(target: string): string {
  const token = randomBytes(4).toString('hex');
  return path.join(path.dirname(target), temporaryName(path.basename(target), token));
}

async function fill(temporary: string, put: Put, signal: AbortSignal): Promise<number> {
  const file = await fs.open(temporary, 'wx');
  try {
    let bytes = 0;
    for await (const chunk of put.content.open(signal)) {
      refuseAborted(signal, `Writing ${put.path}`);
      await file.writeFile(chunk);
      bytes += chunk.length;
      put.onProgress(bytes);
    }
    refuseAborted(signal, `Writing ${put.path}`);
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}

function refuseShort({ path: file, content: { size } }: Put, bytes: number): void {
  if (size === undefined || size === bytes) return;
  const counted = `${String(bytes)} bytes came, ${String(size)} were listed`;
  throw new RemoteError('failed', `${file} was not written: ${counted}`, {
    hint: 'It may be changing just now. Try again.',
  });
}

async function finish(
  job: { temporary: string; target: string; put: Put },
  signal: AbortSignal,
): Promise<void> {
  const { temporary, target, put } = job;
  const { modified } = put.content;
  if (put.preserveTimestamps && modified !== undefined) {
    await fs.utimes(temporary, new Date(), new Date(modified));
  }
  const there = await fs.stat(target).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  refuseOther(put, there);
  if (there !== undefined) await fs.chmod(temporary, there.mode & 0o777);
  refuseAborted(signal, `Writing ${put.path}`);
  await fs.rename(temporary, target);
}

/** What stands there now is what the user was asked about. */
function refuseOther(
  { path: file, replaces }: Put,
  there: { size: number; mtimeMs: number; isDirectory(): boolean } | undefined,
): void {
  if (there === undefined) return;
  if (there.isDirectory()) throw new RemoteError('is-a-directory', `${file} is a folder`);
  if (replaces?.size === there.size && replaces.modified === there.mtimeMs) return;
  throw new RemoteError('conflict', `${file} was changed while its new content came`, {
    hint: 'It was left as it is. Try again.',
  });
}

async function told<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw localError(what, error);
  }
}

function refuseAborted(signal: AbortSignal, what: string): void {
  if (signal.aborted) throw abortError(signal, what);
}
