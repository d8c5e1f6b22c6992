/** `bytes` in pieces, cut at each of `places` (any numbers; they are taken round the length). */
export function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  const starts = [0, ...sorted];
  return starts.map((start, at) => bytes.subarray(start, starts[at + 1] ?? bytes.length));
}
