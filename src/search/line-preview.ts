import { type LineMatch, type Span } from './text-matcher.js';

const maxLength = 200;
/** So much of the line stays in front of the first match. */
const maxLead = 40;

/** A line as it is shown among results, and where its matches are in that. */
export interface LinePreview {
  text: string;
  highlights: [start: number, end: number][];
}

/** The line from a little before its first match, without the blanks it begins with, and not too long. */
export function previewOf({ text, spans }: LineMatch): LinePreview {
  const first = spans[0]?.start ?? 0;
  const indent = text.length - text.trimStart().length;
  const isCut = first - indent > maxLead;
  const from = isCut ? first - maxLead : Math.min(indent, first);
  const lead = isCut ? '…' : '';
  const to = Math.min(text.length, from + maxLength);
  const shown = `${lead}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
  const highlights = spans
    .filter(({ start, end }) => start < to && end > start)
    .map(({ start, end }: Span): [number, number] => [
      start - from + lead.length,
      Math.min(end, to) - from + lead.length,
    ]);
  // A tab is as wide as nothing in a tree, and a tree takes what follows a line break for another line.
  return { text: shown.replace(/[\t\v\f\u2028\u2029]/g, ' '), highlights };
}
