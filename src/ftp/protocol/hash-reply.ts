import { type Reply, replyText } from './reply.js';

/** The hashes that servers offer, by HASH or by a command for each. */
export type HashAlgorithm = 'crc32' | 'md5' | 'sha1' | 'sha256' | 'sha512';

/** Hexadecimal digits of each. */
const lengths: readonly [HashAlgorithm, number][] = [
  ['sha512', 128],
  ['sha256', 64],
  ['sha1', 40],
  ['md5', 32],
  ['crc32', 8],
];

/**
 * The hash in a reply, wherever it stands: `213 SHA-256 0-49 9f86… name`, `250 9F86…`, `251 "name" 9f86…`;
 * undefined where there is none of the right length.
 */
export function tryParseHash(
  reply: Reply,
  { path, algorithm }: { path: string; algorithm: HashAlgorithm | undefined },
): { algorithm: HashAlgorithm; value: string } | undefined {
  const whole = replyText(reply);
  // HASH: the algorithm, the range, the hash, and behind it a name that may look like one.
  const range = /^213[ -]\S+ \d+-\d+ ([0-9a-f]+)/im.exec(whole)?.[1];
  const text = (range ?? whole).replaceAll(path, ' ').replaceAll(/^\d{3}[ -]/gm, '');
  const words = text.split(/[\s"=:;,]+/).map((word) => word.toLowerCase().replace(/^0x/, ''));
  const values = words.filter((word) => /^[0-9a-f]+$/.test(word)).reverse();
  for (const [one, length] of lengths) {
    if (algorithm !== undefined && one !== algorithm) continue;
    const value = values.find((word) => word.length === length);
    if (value !== undefined) return { algorithm: one, value };
  }
  // XCRC may leave out the zeros in front.
  const [last] = values;
  if (algorithm !== 'crc32' || last === undefined || last.length > 8) return undefined;
  return { algorithm, value: last.padStart(8, '0') };
}
