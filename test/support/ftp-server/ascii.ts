/** The bytes as TYPE A sends them: every line end is CRLF. */
export async function* toNetworkLines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last = '';
  for await (const chunk of source) {
    const text = last + chunk.toString('latin1');
    const sent = Buffer.from(text.replace(/(?<!\r)\n/g, '\r\n').slice(last.length), 'latin1');
    last = text.endsWith('\r') ? '\r' : '';
    yield sent;
  }
}

/** The bytes as a Unix disk keeps them: every CRLF is LF. */
export async function* toLocalLines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = '';
  for await (const chunk of source) {
    const text = held + chunk.toString('latin1');
    held = text.endsWith('\r') ? '\r' : '';
    yield Buffer.from(text.slice(0, text.length - held.length).replaceAll('\r\n', '\n'), 'latin1');
  }
  if (held !== '') yield Buffer.from(held, 'latin1');
}
