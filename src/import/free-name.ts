import { nameProblem } from '../remote/connection-registry.js';
import { suggestName } from '../remote/parse-address.js';

/** A valid name near to `wanted`, or to the host's where there is none, that nobody has yet. */
export function freeName(
  wanted: string | undefined,
  host: string,
  taken: readonly string[],
): string {
  const cleaned = clean(wanted ?? '');
  if (nameProblem(cleaned) !== undefined || cleaned === '__proto__')
    return suggestName(host, taken);
  const isTaken = (name: string): boolean =>
    taken.some((one) => one.toLowerCase() === name.toLowerCase());
  let name = cleaned;
  for (let number = 2; isTaken(name); number += 1) name = `${cleaned}-${String(number)}`;
  return name;
}

function clean(wanted: string): string {
  return wanted
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/ ?[/\\?#%@:]+ ?/g, '-')
    .replace(/^-+|-+$/g, '');
}
