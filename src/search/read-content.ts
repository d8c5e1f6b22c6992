// Small files are read in one go, which costs the least. What is large, or of unknown size, comes in
// pieces, so that a binary file and one that grows beyond the limit are given up on the way.
import { type RemoteFiles } from '../remote/remote-files.js';
import { type FoundFile } from './crawl.js';
import { isBinary, sampleBytes } from './decode-text.js';

/** Cancelling a transfer takes round trips: a file up to this size is sooner had than refused. */
const smallBytes = 256 * 1024;

/** The content of a file of at most `maxBytes`; else why it need not be searched. */
export async function readContent(
  files: RemoteFiles,
  { path, entry: { size }, maxBytes }: FoundFile & { maxBytes: number },
  signal: AbortSignal,
): Promise<Uint8Array | 'too-large' | 'binary'> {
  if (size === undefined || size > smallBytes) {
    return collect(files.stream({ path }, signal), maxBytes);
  }
  const content = await files.read(path, signal);
  return content.length > maxBytes ? 'too-large' : content;
}

async function collect(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | 'too-large' | 'binary'> {
  const content: Uint8Array[] = [];
  let length = 0;
  let isChecked = false;
  for await (const piece of pieces) {
    content.push(piece);
    length += piece.length;
    if (length > maxBytes) return 'too-large';
    if (isChecked || length < sampleBytes) continue;
    isChecked = true;
    if (isBinary(Buffer.concat(content))) return 'binary';
  }
  return Buffer.concat(content);
}
