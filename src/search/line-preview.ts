import { type LineMatch, type Span } from './text-matcher.js';

const maxLength = 200;
/** So much of the line stays in front of the first match. */
const maxLead = 40;

/** A line with matches, as it is shown. */
export interface FoundLine {
  /** The line's number, from 0. */
  line: number;
  /** The line, or a part of it. */
  text: string;
  /** Where the matches are in `text`. */
  highlights: [start: number, end: number][];
  /** Where the first match is in the whole line. */
  first: Span;
  matches: number;
}

/** The line from a little before its first match, without the blanks it begins with, and not too long. */
export function toFoundLine(match: LineMatch): FoundLine {
  const first = match.spans[0] ?? { start: 0, end: 0 };
  return { line: match.line, first, matches: match.spans.length, ...previewOf(match) };
}

function previewOf({ text, spans }: LineMatch): Pick<FoundLine, 'text' | 'highlights'> {
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
  return { text: detached(shown.replace(/[\t\v\f\u2028\u2029]/g, ' ')), highlights };
}

/** The same text as one of its own: a part of a text keeps the whole of it in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
