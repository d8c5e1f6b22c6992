/** The bytes whole, one by one, and cut in two at every place. */
export function everySplit(bytes: Uint8Array): Uint8Array[][] {
  const oneByOne = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  const inTwo = oneByOne.map((_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  return [[bytes], oneByOne, ...inTwo];
}
