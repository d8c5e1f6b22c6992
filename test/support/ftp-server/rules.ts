import { fromRaw } from './wire-text.js';

/** A string without a line end gets CRLF; a string with one, and bytes, go out exactly as they are. */
export type Raw = string | Uint8Array;

export type Cut = 'fin' | 'reset';

/** Rudeness on the data connection of the command that the rule is for. */
export interface DataPlay {
  /** Ends the data after so many bytes, by `how` (default 'fin'). Works in both directions. */
  cutAfterBytes?: number;
  how?: Cut | 'stall';
  /** Cuts the control connection there and then, and with it the data. */
  cutControl?: Cut;
  /** The final reply, true or not; null for none. Default: 226, or 426 after a cut. */
  thenReply?: string | null;
  /** Sent instead of the file or the listing. */
  content?: Raw;
  /** On PASV and EPSV: the port that is announced is closed. */
  refuse?: boolean;
  /** On PASV and EPSV: the port connects, but nobody ever serves the connection. */
  neverAccept?: boolean;
  /** Active mode: somebody else (127.0.0.2) dials first; 'only': and we never do. */
  stranger?: boolean | 'only';
  /** Sends pieces of so many bytes, one every `everyMs`. */
  tinyWrites?: number;
  everyMs?: number;
  /** The final reply goes out before the first byte of data. */
  completionFirst?: boolean;
  /** No 150. */
  noPreliminary?: boolean;
  /** All data goes out before the 150. */
  dataBeforePreliminary?: boolean;
}

interface PassivePlay {
  host?: string;
  port?: number;
  /** The whole 227 or 229 line. */
  text?: string;
}

/** What happens instead of, or around, the normal behaviour. An empty action changes nothing. */
export interface Action {
  /** Said instead of the normal reply. The command is not carried out, unless `runs`. */
  reply?: Raw | { chunks: Raw[]; everyMs: number };
  /** With `reply`: the command is carried out all the same, its own replies are kept back. */
  runs?: boolean;
  /** Carried out, but never answered. */
  silent?: boolean;
  /** Neither carried out nor answered. */
  swallow?: boolean;
  /** Waits before anything else. */
  delayMs?: number;
  /** Stray bytes before and after the normal behaviour. */
  before?: Raw;
  after?: Raw;
  /** Cuts the control connection instead of carrying out the command. */
  close?: Cut;
  /** Cuts the control connection once the command is carried out and (unless `silent`) answered. */
  closeAfterReply?: Cut | true;
  data?: DataPlay;
  passive?: PassivePlay;
  /** STOR and APPE: keeps only so many bytes, and says 226. */
  stor?: { keepBytes: number };
}

export interface Rule {
  /** A command name, 'connect' (before the banner) or '*' (any command). */
  on: string;
  /** On the argument, as normal text. */
  match?: RegExp;
  /** Leaves the first so many matches alone. */
  skip?: number;
  /** Ends after so many uses; default: never. */
  times?: number;
  do: Action | Action[];
}

interface OpenRule {
  readonly rule: Rule;
  skip: number;
  left: number;
}

/** The rules in force; the first that fits a command is used. */
export class RuleBook {
  #open: OpenRule[] = [];

  /** Adds a rule behind the others; the answer takes it out again. */
  add(rule: Rule): () => void {
    const open = { rule, skip: rule.skip ?? 0, left: rule.times ?? Infinity };
    this.#open.push(open);
    return () => {
      this.#open = this.#open.filter((other) => other !== open);
    };
  }

  clear(): void {
    this.#open = [];
  }

  /** The action for this command, and one use of its rule. */
  take(name: string, argument: string): Action {
    const text = fromRaw(argument);
    for (const open of this.#open) {
      if (open.left <= 0 || !fits(open.rule, name, text)) continue;
      if (open.skip > 0) {
        open.skip -= 1;
        continue;
      }
      open.left -= 1;
      return merge(open.rule.do);
    }
    return {};
  }
}

/** The bytes of `raw`, with the line end that a string may leave out. */
export function toBytes(raw: Raw): Buffer {
  if (typeof raw !== 'string') return Buffer.from(raw);
  return Buffer.from(raw.endsWith('\n') ? raw : `${raw}\r\n`);
}

function fits(rule: Rule, name: string, text: string): boolean {
  if (rule.on === '*' ? name === 'connect' : rule.on.toUpperCase() !== name.toUpperCase()) {
    return false;
  }
  return rule.match === undefined || text.search(rule.match) !== -1;
}

function merge(actions: Action | Action[]): Action {
  if (!Array.isArray(actions)) return actions;
  const merged: Action = Object.assign({}, ...actions) as Action;
  const plays = actions.flatMap(({ data }) => data ?? []);
  return plays.length > 0 ? { ...merged, data: Object.assign({}, ...plays) as DataPlay } : merged;
}
