// A content lies under the name of its hash, so the same content is kept once. It is written beside
// first, and takes its name when the disk has it. Removing is careful: a content is put aside, and then
// the index is read once more. Whoever has told the index of it meanwhile, in whatever window, gets it back;
// whoever tells it later finds it missing, and puts its own there.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { abortError, onAbort } from '../base/abort.js';
import { RemoteError } from '../base/remote-error.js';
import { moveThrough, writeThrough } from './durable-files.js';
import { ifThere, storageError } from './storage-error.js';

/** A content that is on the disk, and not yet under its name. */
export interface WrittenContent {
  file: string;
  hash: string;
  size: number;
}

/** What a crash has left under such a name is removed when it is this old. */
const leftoverMs = 24 * 60 * 60 * 1000;
const hashName = /^[0-9a-f]{64}$/;

/** Contents by their SHA-256, in a folder. */
export class KeptContents {
  readonly #folder: string;
  readonly #aside: string;

  constructor(folder: string) {
    this.#folder = path.join(folder, 'contents');
    this.#aside = path.join(folder, 'unfinished');
  }

  async prepare(): Promise<void> {
    await this.#told('Making', this.#folder, async () => {
      await mkdir(this.#folder, { recursive: true });
      await mkdir(this.#aside, { recursive: true });
    });
  }

  /** Writes a content to the disk; `place` gives it its name, `discard` removes it. */
  async write(
    content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<WrittenContent> {
    const file = path.join(this.#aside, randomUUID());
    const hash = createHash('sha256');
    let size = 0;
    async function* hashed(): AsyncGenerator<Uint8Array> {
      for await (const part of content) {
        if (signal.aborted) throw abortError(signal, 'Keeping a version');
        hash.update(part);
        size += part.length;
        yield part;
      }
    }
    try {
      await writeThrough(file, hashed());
    } catch (error) {
      await this.discard({ file });
      throw storageError('Keeping a version', file, error);
    }
    return { file, hash: hash.digest('hex'), size };
  }

  /** Gives a written content its name, unless the same is there. */
  async place(written: WrittenContent): Promise<void> {
    const place = this.pathOf(written.hash);
    await this.#told('Keeping a version', place, async () => {
      if (await this.has(written.hash)) await rm(written.file, { force: true });
      else {
        await mkdir(path.dirname(place), { recursive: true });
        await moveThrough(written.file, place);
      }
    });
  }

  async discard({ file }: Pick<WrittenContent, 'file'>): Promise<void> {
    await this.#told('Removing', file, () => rm(file, { force: true }));
  }

  async has(hash: string): Promise<boolean> {
    const place = this.pathOf(hash);
    return this.#told('Looking for', place, async () => {
      const found = await ifThere(access(place).then(() => true));
      return found === true;
    });
  }

  /** The file that holds a content; it must not be changed. */
  pathOf(hash: string): string {
    return path.join(this.#folder, hash.slice(0, 2), hash);
  }

  /** A content in parts, to its end only where it is what its hash says. */
  async *read(hash: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const place = this.pathOf(hash);
    const sum = createHash('sha256');
    const stream = createReadStream(place);
    const stopListening = onAbort(signal, () => {
      stream.destroy(abortError(signal, 'Reading a kept version'));
    });
    try {
      for await (const part of stream) {
        sum.update(part as Uint8Array);
        yield part as Uint8Array;
      }
    } catch (error) {
      if (signal.aborted) throw abortError(signal, 'Reading a kept version');
      throw storageError('Reading a kept version', place, error);
    } finally {
      stopListening();
    }
    if (sum.digest('hex') === hash) return;
    throw new RemoteError('failed', `The kept version ${place} is damaged on the disk`);
  }

  /** Removes what `stillNeeded` does not name; it is asked anew after each was put aside. */
  async sweep(stillNeeded: () => Promise<ReadonlySet<string>>, now: number): Promise<void> {
    const needed = await stillNeeded();
    const vain = (await this.#all()).filter((hash) => !needed.has(hash));
    const aside: WrittenContent[] = [];
    for (const hash of vain) {
      const file = path.join(this.#aside, `${hash}.${randomUUID()}`);
      const isMoved = await this.#told('Removing', file, async () =>
        ifThere(moveThrough(this.pathOf(hash), file).then(() => true)),
      );
      // Another window may have been faster.
      if (isMoved === true) aside.push({ file, hash, size: 0 });
    }
    const neededNow = aside.length === 0 ? needed : await stillNeeded();
    for (const written of aside) {
      if (neededNow.has(written.hash)) await this.place(written);
      else await this.discard(written);
    }
    await this.#tidy(neededNow, now);
  }

  async #all(): Promise<string[]> {
    return this.#told('Reading', this.#folder, async () => {
      const names = await readdir(this.#folder, { recursive: true });
      return names.map((name) => path.basename(name)).filter((name) => hashName.test(name));
    });
  }

  /** A crash in the middle of a sweep has put contents aside that are needed after all. */
  async #tidy(needed: ReadonlySet<string>, now: number): Promise<void> {
    await this.#told('Removing', this.#aside, async () => {
      for (const name of await readdir(this.#aside)) {
        const file = path.join(this.#aside, name);
        const [hash = ''] = name.split('.');
        const state = await ifThere(stat(file));
        if (needed.has(hash) && state !== undefined) {
          await this.place({ file, hash, size: state.size });
        } else if (state !== undefined && now - state.mtimeMs > leftoverMs) {
          await rm(file, { force: true });
        }
      }
    });
  }

  async #told<T>(what: string, place: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(what, place, error);
    }
  }
}
