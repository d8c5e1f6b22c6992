// The content that both sides agreed on, so that a conflict can be merged from it. Thousands of files may
// be agreed on at once, so contents are gathered, and go one after another into a pack: a file that one
// window alone writes to. Nothing waits for the disk, and a crash may tear the last content: each has its
// hash before it, and one that is not what that says is none. Whole packs go when they are too many.
import { createHash, randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Turns } from '../base/turns.js';
import { never } from '../base/abort.js';
import { ifThere, storageError } from './storage-error.js';

/** How much is kept to merge from, in bytes. */
export interface BaseLimits {
  /** A file that is bigger is not kept. */
  fileBytes: number;
  /** A pack that is bigger is followed by another one. */
  packBytes: number;
  /** All packs together. */
  totalBytes: number;
}

interface Pack {
  file: string;
  number: number;
}

/** Each window begins one, however little it keeps. */
const mostPacks = 1000;
const gatheredBytes = 256 * 1024;
/** As git tells text from other content. */
const sniffedBytes = 8000;
/** Packs are numbered, since clocks jump; two windows may take the same number. */
const packName = /^([0-9]{9})-[0-9a-f-]{36}\.bases$/;
const header = /^([0-9a-f]{64}) ([0-9]{1,9})\n/;
const longestHeader = 80;

/** The limits of a window. */
export const baseLimits = {
  fileBytes: 256 * 1024,
  packBytes: 8 * 1024 ** 2,
  totalBytes: 256 * 1024 ** 2,
};

/** Contents of text files as both sides agreed on them last, as far as they are kept. */
export class CommonBases {
  readonly #folder: string;
  readonly #limits: BaseLimits;
  readonly #turns = new Turns();
  #gathered = new Map<string, Buffer>();
  #bytes = 0;
  #pack: { file: string; bytes: number } | undefined;

  /** `folder` is made where it is missing, on first need. */
  constructor(folder: string, limits: BaseLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** The size from which on a file is not kept. */
  get fileBytes(): number {
    return this.#limits.fileBytes;
  }

  /** Keeps a content where it is text, and small enough; `flush` brings it to the disk. */
  add(content: Uint8Array, hash: string): void {
    if (content.length > this.#limits.fileBytes || !isText(content)) return;
    if (this.#gathered.has(hash)) return;
    this.#gathered.set(hash, Buffer.from(content));
    this.#bytes += content.length;
    // Whoever writes now looks whether more has come.
    if (this.#bytes >= gatheredBytes && this.#turns.isFree) void this.flush();
  }

  /**
   * Writes what was gathered; whether the disk took it. Nobody loses a version where it did not: without
   * a base a conflict is compared instead of merged.
   */
  async flush(): Promise<boolean> {
    return this.#turns.take('Keeping what was agreed on', never, async () => {
      let isKept = await this.#flushGathered();
      while (this.#bytes >= gatheredBytes) isKept = (await this.#flushGathered()) && isKept;
      return isKept;
    });
  }

  /** The content with that hash; undefined where it is not kept (any more). */
  async find(hash: string): Promise<Uint8Array | undefined> {
    const waiting = this.#gathered.get(hash);
    if (waiting !== undefined) return waiting;
    for (const { file } of await this.#packs()) {
      const pack = await this.#told('Reading', () => ifThere(readFile(file)));
      const found = pack && findIn(pack, hash);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #flushGathered(): Promise<boolean> {
    const gathered = new Map(this.#gathered);
    if (gathered.size === 0) return true;
    try {
      await this.#write(recordsOf(gathered));
      return true;
    } catch {
      // What is torn now would hide what follows it.
      this.#pack = undefined;
      return false;
    } finally {
      this.#forget(gathered);
    }
  }

  async #write(records: Buffer): Promise<void> {
    if (this.#pack === undefined || this.#pack.bytes >= this.#limits.packBytes) {
      await mkdir(this.#folder, { recursive: true });
      const packs = await this.#packs();
      await this.#makeRoom(packs);
      const number = String((packs[0]?.number ?? 0) + 1).padStart(9, '0');
      this.#pack = { file: path.join(this.#folder, `${number}-${randomUUID()}.bases`), bytes: 0 };
    }
    await appendFile(this.#pack.file, records);
    this.#pack.bytes += records.length;
  }

  /** What came while it was written waits for the next time. */
  #forget(written: ReadonlyMap<string, Buffer>): void {
    this.#gathered = new Map([...this.#gathered].filter(([hash]) => !written.has(hash)));
    this.#bytes = 0;
    for (const content of this.#gathered.values()) this.#bytes += content.length;
  }

  async #makeRoom(packs: readonly Pack[]): Promise<void> {
    let bytes = 0;
    for (const [index, { file }] of packs.entries()) {
      bytes += (await ifThere(stat(file)))?.size ?? 0;
      const isTooMuch = bytes > this.#limits.totalBytes || index >= mostPacks;
      if (isTooMuch) await rm(file, { force: true });
    }
  }

  /** All packs, the newest first. */
  async #packs(): Promise<Pack[]> {
    const names = (await this.#told('Reading', () => ifThere(readdir(this.#folder)))) ?? [];
    return names
      .flatMap((name) => {
        const number = packName.exec(name)?.[1];
        return number === undefined
          ? []
          : [{ file: path.join(this.#folder, name), number: Number(number) }];
      })
      .sort((a, b) => b.number - a.number);
  }

  async #told<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(what, this.#folder, error);
    }
  }
}

/** Whether it can be merged by lines. */
export function isText(content: Uint8Array): boolean {
  return !content.subarray(0, sniffedBytes).includes(0);
}

function recordsOf(contents: ReadonlyMap<string, Buffer>): Buffer {
  return Buffer.concat(
    [...contents].flatMap(([hash, content]) => [
      Buffer.from(`${hash} ${String(content.length)}\n`),
      content,
    ]),
  );
}

function findIn(pack: Buffer, wanted: string): Buffer | undefined {
  for (let at = 0; at < pack.length;) {
    const found = header.exec(pack.toString('latin1', at, at + longestHeader));
    // A torn content: what follows it cannot be told from it.
    if (found === null) return undefined;
    const [line, hash, size] = found;
    const start = at + line.length;
    at = start + Number(size);
    const content = pack.subarray(start, at);
    if (hash === wanted && sumOf(content) === wanted) return content;
  }
  return undefined;
}

function sumOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
