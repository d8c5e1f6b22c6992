import { RemoteError } from '../../base/remote-error.js';
import { decodeText } from '../protocol/text.js';

/** The charset of names and replies. */
export interface TextCodec {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const utf8: TextCodec = { encode: (text) => Buffer.from(text, 'utf8'), decode: decodeText };

/** The codec for an `encoding` option; kind `unsupported` for a charset that is not known. */
export function textCodec(encoding = 'utf8'): TextCodec {
  if (/^utf-?8$/i.test(encoding)) return utf8;
  throw new RemoteError('unsupported', `The charset "${encoding}" is not supported`, {
    hint: 'Leave "encoding" out, or set it to "utf8".',
  });
}
