import { RemoteError } from '../base/remote-error.js';

/** What is looked for in each line. */
export interface TextQuery {
  text: string;
  isRegExp: boolean;
  isCaseSensitive: boolean;
  isWholeWord: boolean;
}

/** A place in a line: where it begins and ends, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** A line that fits, counted from 0, and where in it. */
export interface LineMatch {
  /** The line's number, from 0. */
  line: number;
  text: string;
  /** Where in the line it is found; never none. */
  spans: Span[];
}

/** The lines of a text that fit; `isCut`: there may be more. */
export interface TextMatches {
  lines: LineMatch[];
  /** There are more than were wanted. */
  isCut: boolean;
}

/** Finds the places of a text that fit a query, line by line. */
export class TextMatcher {
  readonly #pattern: RegExp;

  /** Throws a RemoteError of kind `failed` that says what is wrong with the expression. */
  constructor(query: TextQuery) {
    this.#pattern = toPattern(query);
  }

  /** The matches of at most `limit` places. */
  match(text: string, limit: number): TextMatches {
    const lines: LineMatch[] = [];
    let count = 0;
    for (const [line, content] of text.split(/\r\n|\r|\n/).entries()) {
      const spans = this.#spansOf(content);
      if (spans.length === 0) continue;
      if (count + spans.length > limit) {
        const rest = spans.slice(0, limit - count);
        if (rest.length > 0) lines.push({ line, text: content, spans: rest });
        return { lines, isCut: true };
      }
      count += spans.length;
      lines.push({ line, text: content, spans });
    }
    return { lines, isCut: false };
  }

  #spansOf(line: string): Span[] {
    const spans = Array.from(line.matchAll(this.#pattern), ({ index, 0: { length } }) => ({
      start: index,
      end: index + length,
    }));
    // `^$` finds an empty line; `x*` does not find the nothing between other letters.
    const full = spans.filter(({ start, end }) => end > start);
    return full.length > 0 ? full : spans.slice(0, 1);
  }
}

/** What is wrong with a query, in words; undefined where nothing is. */
export function queryProblem(query: TextQuery): string | undefined {
  try {
    toPattern(query);
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}

function toPattern({ text, isRegExp, isCaseSensitive, isWholeWord }: TextQuery): RegExp {
  if (text === '') throw new RemoteError('failed', 'There is nothing to search for');
  const source = isRegExp ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  // The expression alone first: what is wrong with it is told without what we put around it.
  const { unicode } = compile(source);
  const word = unicode ? '[\\p{L}\\p{N}_]' : '\\w';
  const whole = isWholeWord ? `(?<!${word})(?:${source})(?!${word})` : source;
  return new RegExp(whole, `g${isCaseSensitive ? '' : 'i'}${unicode ? 'u' : ''}`);
}

/** By the rules of Unicode where it keeps to them: then `.` is one emoji, not a half. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    // Many people escape what needs no escape, which these rules forbid: then without them.
  }
  try {
    return new RegExp(source);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const words = reason.replace(/^Invalid regular expression: .*\/[a-z]*: /, '');
    throw new RemoteError('failed', `The regular expression is wrong: ${words}`, { cause });
  }
}
