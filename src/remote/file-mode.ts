const letters = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'];

/** Permissions as people write them, `755` or `rwxr-xr-x`, as mode bits; undefined where it is neither. */
export function tryParseMode(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^0?[0-7]{3}$|^[0-7]{4}$/.test(trimmed)) return Number.parseInt(trimmed, 8);
  return tryParseLetters(trimmed.length === 10 ? trimmed.slice(1) : trimmed);
}

/** Mode bits as `ls` shows them: `rwxr-xr-x`. */
export function formatMode(mode: number): string {
  return letters.map((letter, at) => (mode & bitAt(at) ? letter : '-')).join('');
}

/** Mode bits as a number of three digits, four where more than those for access are set. */
export function formatOctal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(3, '0');
}

function tryParseLetters(text: string): number | undefined {
  if (text.length !== letters.length) return undefined;
  let mode = 0;
  for (const [at, letter] of letters.entries()) {
    if (text[at] === letter) mode |= bitAt(at);
    else if (text[at] !== '-') return undefined;
  }
  return mode;
}

function bitAt(index: number): number {
  return 0o400 >> index;
}
