/** Passes content on; `whole` has it afterwards where it was not bigger than `limit` bytes. */
export function remembered(
  content: AsyncIterable<Uint8Array>,
  limit: number,
): { content: AsyncGenerator<Uint8Array>; whole: () => Uint8Array | undefined } {
  let bytes = 0;
  let pieces: Uint8Array[] = [];
  async function* passed(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      bytes += piece.length;
      if (bytes > limit) pieces = [];
      // The piece belongs to whoever made it, and may be filled anew.
      else pieces.push(Uint8Array.from(piece));
      yield piece;
    }
  }
  return { content: passed(), whole: () => (bytes > limit ? undefined : Buffer.concat(pieces)) };
}
