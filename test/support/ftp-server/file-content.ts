const sliceBytes = 256 * 1024;

/** The bytes of a file in memory, kept as the pieces in which they came. */
export class FileContent {
  #chunks: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Cuts or zero-fills to `size` bytes. */
  resize(size: number): void {
    if (size > this.#size) {
      this.append(Buffer.alloc(size - this.#size));
      return;
    }
    const kept = this.bytes().subarray(0, size);
    this.#chunks = kept.length > 0 ? [kept] : [];
    this.#size = kept.length;
  }

  /** The whole content, in one piece. */
  bytes(): Buffer {
    const [only] = this.#chunks;
    if (only !== undefined && this.#chunks.length === 1) return only;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = whole.length > 0 ? [whole] : [];
    return whole;
  }

  /** The content from `start` on, in pieces of a size that a socket likes. */
  *slices(start: number): Generator<Buffer, void, undefined> {
    let skip = start;
    for (const chunk of [...this.#chunks]) {
      for (let at = skip; at < chunk.length; at += sliceBytes) {
        yield chunk.subarray(at, at + sliceBytes);
      }
      skip = Math.max(0, skip - chunk.length);
    }
  }
}
