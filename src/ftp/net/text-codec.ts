// The charset of names and replies. UTF-8 is the default, since RFC 2640 asks for it. Servers that
// send what their disk holds mix charsets, even within one listing: a line that is no UTF-8 is read
// as Latin-1, and its name is sent back in the bytes that it came in.
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { RemoteError } from '../../base/remote-error.js';

/** Turns lines into bytes and back, each name in the charset that the server has it in. */
export interface TextCodec {
  /** The bytes of a command line. */
  encode(line: string): Uint8Array;
  decode(bytes: Uint8Array): string;
  /** Whether these bytes are in another charset than the usual one. */
  isForeign(bytes: Uint8Array): boolean;
  /** Remembers that the server has this name in that other charset. */
  noteForeign(name: string): void;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** It has a character for each byte, so every name goes back as it came. */
const fallback = 'latin1';
const maxForeign = 200_000;

/** The codec for an `encoding` option; kind `unsupported` for a charset that nobody knows. */
export function textCodec(encoding = 'utf8', foreign = new Set<string>()): TextCodec {
  if (/^utf-?8$/i.test(encoding)) return new DetectingCodec(foreign);
  const isKnown: boolean = iconv.encodingExists(encoding);
  if (isKnown) return new FixedCodec(encoding);
  throw new RemoteError('unsupported', `The charset "${encoding}" is not known`, {
    hint: 'Set "encoding" to a name like "utf8", "latin1", "windows-1251" or "shift_jis".',
  });
}

class FixedCodec implements TextCodec {
  readonly #encoding: string;

  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  encode(line: string): Uint8Array {
    const bytes = iconv.encode(line, this.#encoding);
    // What the charset has no character for would name another file.
    if (this.decode(bytes) === line) return bytes;
    const text = `The charset "${this.#encoding}" has no character for a part of this name`;
    throw new RemoteError('unsafe', text, { hint: 'Use another name, or another "encoding".' });
  }

  decode(bytes: Uint8Array): string {
    return iconv.decode(Buffer.from(bytes), this.#encoding);
  }

  isForeign(): boolean {
    return false;
  }

  noteForeign(): void {
    // There is one charset only.
  }
}

class DetectingCodec implements TextCodec {
  readonly #foreign: Set<string>;

  constructor(foreign: Set<string>) {
    this.#foreign = foreign;
  }

  encode(line: string): Uint8Array {
    if (this.#foreign.size === 0) return Buffer.from(line, 'utf8');
    // A name is what stands between slashes, whatever command is in front.
    const parts = line.split(/(\/|\r\n)/);
    const bytes = parts.map((part) =>
      this.#foreign.has(part) ? iconv.encode(part, fallback) : Buffer.from(part, 'utf8'),
    );
    return Buffer.concat(bytes);
  }

  decode(bytes: Uint8Array): string {
    const text = tryUtf8(bytes);
    return text ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(fallback);
  }

  isForeign(bytes: Uint8Array): boolean {
    return !isUtf8(bytes);
  }

  noteForeign(name: string): void {
    if (this.#foreign.size >= maxForeign) this.#foreign.clear();
    this.#foreign.add(name);
  }
}

/** Looked at first: a decoder that throws takes ten times as long. */
function tryUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? strict.decode(bytes) : undefined;
}
