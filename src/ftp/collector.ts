/** Puts the chunks of a file together, with as few copies as the size that was told allows. */
export class Collector {
  #chunks: Uint8Array[] = [];
  #whole: Buffer | undefined;
  #bytes = 0;

  /** `told` is the size that the server names, if it does; it need not be right. */
  add(chunk: Uint8Array, told: number | undefined): void {
    if (
      this.#chunks.length === 0 &&
      told !== undefined &&
      told >= chunk.length &&
      told < mostBytes
    ) {
      this.#whole ??= Buffer.allocUnsafeSlow(told);
    }
    if (this.#whole !== undefined && this.#bytes + chunk.length <= this.#whole.length) {
      this.#whole.set(chunk, this.#bytes);
    } else {
      // The memory of a chunk is used again.
      this.#chunks.push(this.#unwhole(), Buffer.from(chunk));
    }
    this.#bytes += chunk.length;
  }

  clear(): void {
    this.#chunks = [];
    this.#whole = undefined;
    this.#bytes = 0;
  }

  /** All bytes, in memory of their own. */
  take(): Uint8Array {
    if (this.#whole !== undefined) return this.#whole.subarray(0, this.#bytes);
    return Buffer.concat(this.#chunks);
  }

  /** What was gathered under a size that was told wrong. */
  #unwhole(): Uint8Array {
    const gathered = this.#whole?.subarray(0, this.#bytes) ?? new Uint8Array(0);
    this.#whole = undefined;
    return gathered;
  }
}

/** A server may name any size: no more memory than this is taken on its word. */
const mostBytes = 1_073_741_824;
