import { monthTable } from './month-table.js';

/** A word that names a month. */
export interface MonthWord {
  month: number;
  /** The month it means in Croatian, where that differs from Polish, Czech and the like. */
  croatian?: number;
  /** Only Croatian has this word. */
  isCroatian?: boolean;
}

const marks = /[\u0300-\u036f]/g;
const endMarks = /[.,]+$/;

const words = buildWords();

function buildWords(): Map<string, MonthWord> {
  const built = new Map<string, MonthWord>();
  for (const [language, row] of Object.entries(monthTable)) addLanguage(built, language, row);
  return built;
}

function addLanguage(built: Map<string, MonthWord>, language: string, row: string): void {
  row.split(' ').forEach((alternatives, index) => {
    for (const spelled of alternatives.split('|')) addWord(built, spelled, [language, index + 1]);
  });
}

function addWord(
  built: Map<string, MonthWord>,
  spelled: string,
  [language, month]: [language: string, month: number],
): void {
  const key = plain(spelled);
  const known = built.get(key);
  const isCroatian = language === 'hr';
  if (known === undefined) built.set(key, isCroatian ? { month, isCroatian } : { month });
  else if (isCroatian && known.month !== month) built.set(key, { ...known, croatian: month });
}

/** What was asked before: a listing has few months, and few owners that are asked for in vain. */
const asked = new Map<string, MonthWord | undefined>();
const maxAsked = 1_000;

/** The month a word names in any of many languages; a full stop or comma may end it. */
export function findMonth(text: string): MonthWord | undefined {
  if (text.length < 2 || text.length > 14) return undefined;
  const code = text.charCodeAt(0);
  // Most words of a listing begin with a digit or a mark: no month does.
  if (code < 65 && code !== 63) return undefined;
  const known = asked.get(text);
  if (known !== undefined || asked.has(text)) return known;
  if (asked.size >= maxAsked) asked.clear();
  const month = findWord(text);
  asked.set(text, month);
  return month;
}

function findWord(text: string): MonthWord | undefined {
  if (text.startsWith('?')) return findDamaged(text.toLowerCase());
  return words.get(text) ?? words.get(plain(text)) ?? findDamaged(text.toLowerCase());
}

/** Lower case, without accents and without the marks at its end. */
function plain(word: string): string {
  const lower = word.toLowerCase().replace(endMarks, '');
  return isAscii(lower) ? lower : lower.normalize('NFKD').replace(marks, '');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}

const damaged = /[\ufffd?]/;

/** A word whose accented letters a wrong charset has turned into replacement marks. */
function findDamaged(lower: string): MonthWord | undefined {
  if (!damaged.test(lower)) return undefined;
  const pattern = lower.replace(endMarks, '');
  const found = accentedWords().filter(([spelled]) => fits(spelled, pattern));
  const [first] = found;
  if (first === undefined || found.some(([, month]) => month !== first[1])) return undefined;
  return { month: first[1] };
}

let accented: [spelled: string, month: number][] | undefined;

function accentedWords(): [spelled: string, month: number][] {
  accented ??= Object.values(monthTable).flatMap((row) =>
    row.split(' ').flatMap((alternatives, index) => listAccented(alternatives, index + 1)),
  );
  return accented;
}

function listAccented(alternatives: string, month: number): [string, number][] {
  const spelled = alternatives.split('|').filter((word) => !isAscii(word));
  return spelled.map((word) => [word, month]);
}

/** Each replacement mark stands for one letter outside ASCII; everything else must agree. */
function fits(spelled: string, pattern: string): boolean {
  if (spelled.length !== pattern.length || /^[\ufffd?]+$/.test(pattern)) return false;
  for (let at = 0; at < pattern.length; at += 1) {
    const [letter, seen] = [spelled.charAt(at), pattern.charAt(at)];
    if (damaged.test(seen) ? isAscii(letter) : letter !== seen) return false;
  }
  return true;
}
