import { RemoteError } from '../../base/remote-error.js';

const LF = 0x0a;
const CR = 0x0d;

/** Cuts a byte stream into lines. The bytes of an unfinished line wait for the next chunk. */
export class LineCutter {
  readonly #maxLineBytes: number;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Bytes of a line whose end has not arrived. */
  get pending(): number {
    return this.#tailBytes;
  }

  /** The lines that `chunk` completes, without their ends (LF, with any number of CR before it). */
  cut(chunk: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      // Measured here too: whether a line is too long must not depend on how it was cut.
      this.#measure(this.#tailBytes + end - start);
      lines.push(withoutCr(this.#joined(chunk.subarray(start, end))));
      start = end + 1;
    }
    // A copy: the socket may use its buffer again, and a Buffer's own slice would share it.
    if (start < chunk.length) this.#keep(new Uint8Array(chunk.subarray(start)));
    return lines;
  }

  /** The last line where its end never came; undefined where nothing is left. */
  rest(): Uint8Array | undefined {
    return this.#tailBytes === 0 ? undefined : withoutCr(this.#joined(new Uint8Array(0)));
  }

  #keep(bytes: Uint8Array): void {
    this.#tail.push(bytes);
    this.#tailBytes += bytes.length;
    this.#measure(this.#tailBytes);
  }

  #measure(lineBytes: number): void {
    if (lineBytes > this.#maxLineBytes) {
      throw new RemoteError('protocol', `a line is over ${String(this.#maxLineBytes)} bytes long`);
    }
  }

  #joined(end: Uint8Array): Uint8Array {
    if (this.#tailBytes === 0) return end;
    const line = new Uint8Array(this.#tailBytes + end.length);
    let at = 0;
    for (const part of [...this.#tail, end]) {
      line.set(part, at);
      at += part.length;
    }
    this.#tail = [];
    this.#tailBytes = 0;
    return line;
  }
}

function withoutCr(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (end > 0 && line[end - 1] === CR) end -= 1;
  return line.subarray(0, end);
}
