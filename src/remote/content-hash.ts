import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type FileHash } from '../ftp/index.js';

/** Larger files take a server too long to read once more. */
const maxHashedBytes = 8 * 1_048_576;

/** Whether a server should be asked for the hash of this content. */
export function isHashable(content: unknown): content is Uint8Array {
  return content instanceof Uint8Array && content.length > 0 && content.length <= maxHashedBytes;
}

/** Whether the server's hash is that of `content`. */
export function isHashOf(content: Uint8Array, { algorithm, value }: FileHash): boolean {
  const ours =
    algorithm === 'crc32'
      ? crc32(content).toString(16).padStart(8, '0')
      : createHash(algorithm).update(content).digest('hex');
  return ours === value.toLowerCase();
}
