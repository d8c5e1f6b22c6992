const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

/** UTF-8 where the bytes are that, else Latin-1, so that a foreign charset spoils one line only. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    // Not UTF-8 (RFC 2640 asks for it, older servers send what their disk holds).
    return latin1.decode(bytes);
  }
}
