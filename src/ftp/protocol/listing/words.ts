import { type Word } from './listing-line.js';

const BLANK = 32;
const TAB = 9;

/** More words than any known format has before its name. */
const MAX_WORDS = 32;

/** Cuts a line at blanks and tabs; words beyond those a format can need stay uncut. */
export function cutWords(line: string): Word[] {
  const words: Word[] = [];
  let start = skipBlanks(line, 0);
  while (start < line.length && words.length < MAX_WORDS) {
    const end = endOfWord(line, start);
    words.push({ text: line.slice(start, end), start, end });
    start = skipBlanks(line, end);
  }
  return words;
}

/** The first place at or after `from` that is neither blank nor tab. */
export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line.charCodeAt(at))) at += 1;
  return at;
}

function endOfWord(line: string, from: number): number {
  let at = from;
  while (at < line.length && !isBlank(line.charCodeAt(at))) at += 1;
  return at;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

/** The text of word `at`, or nothing. */
export function textAt(words: readonly Word[], at: number): string {
  return words[at]?.text ?? '';
}

/** The rest of the line after word `last`, without the blanks around it. */
export function restAfter(line: string, words: readonly Word[], last: number): string {
  const word = words[last];
  return word === undefined ? '' : line.slice(skipBlanks(line, word.end)).trimEnd();
}
