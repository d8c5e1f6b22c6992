import { Readable } from 'node:stream';
import { RemoteError } from '../base/remote-error.js';

/** Content that need not be in memory, such as a local file's. */
export interface ContentSource {
  /** Bytes in all; a source that gives another number fails its write, and nothing is replaced. */
  readonly size: number;
  /** The content from its beginning, in pieces; called once for each attempt. */
  open(): AsyncIterable<Uint8Array>;
}

/** How many bytes `content` has. */
export function sizeOf(content: Uint8Array | ContentSource): number {
  return content instanceof Uint8Array ? content.length : content.size;
}

/** What the engine sends: bytes as they are, a source as a stream that fails where its size is not true. */
export function toSendable(
  content: Uint8Array | ContentSource,
  path: string,
): Uint8Array | Readable {
  if (content instanceof Uint8Array) return content;
  return Readable.from(counted(content, path), { objectMode: false });
}

async function* counted(source: ContentSource, path: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of source.open()) {
    bytes += piece.length;
    if (bytes > source.size) throw changedError(path, source.size);
    yield piece;
  }
  if (bytes !== source.size) throw changedError(path, source.size);
}

function changedError(path: string, size: number): RemoteError {
  const text = `What is to be written to ${path} no longer has the ${String(size)} bytes that it had`;
  return new RemoteError('failed', text, { hint: 'It is just being changed. Try again.' });
}
