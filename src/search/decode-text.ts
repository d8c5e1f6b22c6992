import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { extname } from 'node:path/posix';
import { nameOf } from '../base/remote-path.js';

/** So much of a file tells whether it is binary; git looks as far. */
export const sampleBytes = 8_000;

/** Formats that hold no text to search, so that they need not be fetched to find that out. */
const binaryEndings = new Set(
  [
    'png jpg jpeg jpe gif webp avif heic bmp ico tif tiff psd',
    'mp3 m4a ogg oga opus flac wav aac mp4 m4v mov avi mkv webm wmv flv',
    'zip gz tgz bz2 xz zst 7z rar jar war phar iso dmg',
    'woff woff2 ttf otf eot pdf doc docx xls xlsx ppt pptx odt ods odp',
    'exe dll so dylib o a class pyc wasm bin dat db sqlite sqlite3 mdb',
  ].flatMap((line) => line.split(' ').map((ending) => `.${ending}`)),
);

/** Whether a file's name tells that there is no text in it. */
export function isBinaryName(path: string): boolean {
  return binaryEndings.has(extname(nameOf(path)).toLowerCase());
}

/**
 * The text of a file: by its byte order mark, as UTF-8, else by `fallback`, a charset of one's own
 * choice. Undefined where it is binary.
 */
export function decodeText(bytes: Uint8Array, fallback: string): string | undefined {
  const charset = markedCharset(bytes);
  // iconv-lite takes the mark away.
  if (charset !== undefined) return iconv.decode(toBuffer(bytes), charset);
  if (isBinary(bytes)) return undefined;
  if (isUtf8(bytes)) return toBuffer(bytes).toString('utf8');
  return iconv.decode(toBuffer(bytes), fallback);
}

/** Whether a content, or its beginning, is no text. */
export function isBinary(bytes: Uint8Array): boolean {
  return markedCharset(bytes) === undefined && bytes.subarray(0, sampleBytes).includes(0);
}

/** The charset for files that are no UTF-8: the one wished for if it is one, else Latin-1. */
export function fallbackCharset(wished: unknown): string {
  if (typeof wished !== 'string' || /^utf/i.test(wished)) return 'latin1';
  return iconv.encodingExists(wished) ? wished : 'latin1';
}

function markedCharset(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf8';
  if (first === 0xff && second === 0xfe) return 'utf16le';
  return first === 0xfe && second === 0xff ? 'utf16be' : undefined;
}

function toBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
