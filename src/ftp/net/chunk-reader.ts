// Reads a plain socket into large buffers of our own, without the copies and the bookkeeping of a
// stream: for large files that is half of the work, for small ones the buffers stay small.
import type net from 'node:net';

const firstBytes = 16_384;
const mostBytes = 1_048_576;
/** With less room than this left a new buffer is taken. */
const leastBytes = 65_536;

type Sink = (chunk: Uint8Array) => void;

export class ChunkReader {
  /** To be given to `net.connect`. */
  readonly onread: net.OnReadOpts;
  #buffer = Buffer.allocUnsafe(firstBytes);
  #used = 0;
  #sink: Sink | undefined;
  readonly #early: Uint8Array[] = [];

  constructor() {
    this.onread = {
      buffer: () => this.#room(),
      callback: (bytes, buffer) => this.#take(buffer.subarray(0, bytes)),
    };
  }

  /** Hands over what came and what comes, each byte in memory that is not used again. */
  start(socket: net.Socket, sink: Sink): void {
    this.#sink = sink;
    for (const chunk of this.#early.splice(0)) sink(chunk);
    socket.resume();
  }

  #take(chunk: Uint8Array): boolean {
    this.#used += chunk.length;
    if (this.#sink === undefined) this.#early.push(chunk);
    else this.#sink(chunk);
    // Nobody listens yet: the rest may wait in the system.
    return this.#sink !== undefined;
  }

  /** The free part of the buffer, or a larger new one where it was filled. */
  #room(): Uint8Array {
    const { length } = this.#buffer;
    const least = Math.min(leastBytes, length / 2);
    if (length - this.#used >= least) return this.#buffer.subarray(this.#used);
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(length * 4, mostBytes));
    this.#used = 0;
    return this.#buffer;
  }
}
