// Reads a plain socket into large buffers of our own, without the copies and the bookkeeping of a
// stream: for large files that is half of the work, for small ones the buffers stay small. Fresh
// memory costs as much as reading into it, so where chunks are only lent it goes round.
import type net from 'node:net';

const firstBytes = 16_384;
const mostBytes = 1_048_576;
/** With less room than this left a new buffer is taken. */
const leastBytes = 65_536;

/** A promise says when the chunk has been dealt with. */
type Sink = (chunk: Uint8Array) => unknown;

/** One piece of memory, filled from its beginning. */
interface Slab {
  readonly bytes: Buffer;
  used: number;
  /** Chunks of it that somebody still works on. */
  out: number;
}

const slabOf = (bytes: number): Slab => ({
  bytes: Buffer.allocUnsafeSlow(bytes),
  used: 0,
  out: 0,
});

/** Reads a socket into memory of its own, and hands that on or lends it. */
export class ChunkReader {
  /** To be given to `net.connect`. */
  readonly onread: net.OnReadOpts;
  #slab: Slab = { bytes: Buffer.allocUnsafe(firstBytes), used: 0, out: 0 };
  #spare: Slab | undefined;
  #sink: Sink | undefined;
  #isLent = false;
  readonly #early: { chunk: Uint8Array; slab: Slab }[] = [];

  constructor() {
    this.onread = {
      buffer: () => this.#room(),
      callback: (bytes, buffer) => this.#take(buffer.subarray(0, bytes)),
    };
  }

  /**
   * Hands over what came and what comes: each byte in memory that is not used again, or, where it is
   * only lent, not before the sink has dealt with it.
   */
  start(socket: net.Socket, sink: Sink, isLent = false): void {
    this.#sink = sink;
    this.#isLent = isLent;
    for (const { chunk, slab } of this.#early.splice(0)) {
      slab.out -= 1;
      this.#give(chunk, slab, sink);
    }
    socket.resume();
  }

  #take(chunk: Uint8Array): boolean {
    const slab = this.#slab;
    slab.used += chunk.length;
    if (this.#sink !== undefined) {
      this.#give(chunk, slab, this.#sink);
      return true;
    }
    slab.out += 1;
    this.#early.push({ chunk, slab });
    // Nobody listens yet: the rest may wait in the system.
    return false;
  }

  #give(chunk: Uint8Array, slab: Slab, sink: Sink): void {
    const dealtWith = sink(chunk);
    if (!this.#isLent || !(dealtWith instanceof Promise)) return;
    slab.out += 1;
    const back = (): void => {
      slab.out -= 1;
      if (slab.out === 0 && slab !== this.#slab && slab.bytes.length === mostBytes)
        this.#spare = slab;
    };
    dealtWith.then(back, back);
  }

  /** The free part of the buffer, or another one where it was filled: the next is asked for at once. */
  #room(): Uint8Array {
    const { bytes, used } = this.#slab;
    const least = Math.min(leastBytes, bytes.length / 2);
    if (bytes.length - used < least) this.#slab = this.#next(this.#slab);
    return this.#slab.bytes.subarray(this.#slab.used);
  }

  #next(filled: Slab): Slab {
    const mayGoRound = this.#isLent && filled.bytes.length === mostBytes;
    const again = mayGoRound && filled.out === 0 ? filled : this.#spare;
    if (again === undefined) return slabOf(Math.min(filled.bytes.length * 4, mostBytes));
    if (again === this.#spare) this.#spare = undefined;
    again.used = 0;
    return again;
  }
}
