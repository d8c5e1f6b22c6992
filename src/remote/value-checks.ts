/** Says what is wrong with a value of the settings; undefined where nothing is. */
export type Check = (value: unknown) => string | undefined;

/** Whether a value is an object, and no list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text of one line that is not empty. */
export const text: Check = (value) =>
  typeof value === 'string' && value !== '' && !/[\0\r\n]/.test(value)
    ? undefined
    : 'must be a text of one line';

/** True or false. */
export const flag: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'must be true or false';

/** A text that fits; `words` say what it must be. */
export const textLike =
  (pattern: RegExp, words: string): Check =>
  (value) =>
    text(value) ?? (pattern.test(value as string) ? undefined : words);

/** One of some words. */
export const oneOf =
  (...choices: string[]): Check =>
  (value) =>
    typeof value === 'string' && choices.includes(value)
      ? undefined
      : `must be one of ${choices.map((choice) => `"${choice}"`).join(', ')}`;

/** A whole number in a range, its ends included. */
export const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${String(least)} to ${String(most)}`;

/** At least one, each of which passes. */
export const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0) return 'must be a list that is not empty';
    return value.map(check).find((problem) => problem !== undefined);
  };

/** What one of the two lets pass; the words are those of the last. */
export const either =
  (first: Check, last: Check): Check =>
  (value) =>
    first(value) === undefined ? undefined : last(value);

/** An object with no other keys than these; `needed` ones must be there. */
export function object(
  members: Readonly<Record<string, Check>>,
  needed: readonly string[] = [],
): Check {
  return (value) => {
    if (!isObject(value)) return 'must be an object';
    for (const [key, member] of Object.entries(value)) {
      // The settings may hold any key, "constructor" too.
      const check = Object.hasOwn(members, key) ? members[key] : undefined;
      const problem = check === undefined ? 'is not known' : check(member);
      if (problem !== undefined) return `"${key}" ${problem}`;
    }
    const missing = needed.find((key) => value[key] === undefined);
    return missing === undefined ? undefined : `has no "${missing}"`;
  };
}
