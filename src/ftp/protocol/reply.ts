// Replies of RFC 959 section 4.2: `ddd text`, or `ddd-text` … `ddd text` over several lines.
// Strict on the end of a group (same code, then a blank or nothing): lines inside a group may
// begin with other digits. Lenient outside: what is no reply there is dropped.
import { RemoteError } from '../../base/remote-error.js';

/** One reply (RFC 959 section 4.2): its code, and its lines as they came. */
export interface Reply {
  code: number;
  /** Every line as the server sent it, code included. */
  lines: string[];
}

const first = /^([1-5]\d\d)([ -]|$)/;
const maxReplyChars = 262_144;
/** The reply to STAT may list a folder (RFC 959 section 4.1.3). */
const maxStatusChars = 67_108_864;
const statusCodes = new Set(['211', '212', '213']);
/** What other services say first; found on the wrong port. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/^SSH-/, 'An SSH server answers there: SFTP is another protocol than FTP.'],
  [/^(HTTP\/|<html|<!doctype)/i, 'A web server answers there: check host and port.'],
  [/^(\* OK|\+OK)/i, 'A mail server answers there: check host and port.'],
];

/** Puts lines together to replies. */
export class ReplyParser {
  /** Whether a reply may be as long as a listing. */
  mayList = false;
  #lines: string[] = [];
  #chars = 0;
  #code = '';

  /** Whether a reply of several lines is unfinished. */
  get isOpen(): boolean {
    return this.#lines.length > 0;
  }

  /**
   * Whether the group under way looks finished though its last line has another code of the same
   * kind, as some servers send it. Only a silence behind it tells.
   */
  get mayBeOver(): boolean {
    const last = this.#lines.at(-1) ?? '';
    return (
      this.#lines.length > 1 && /^\d{3} /.test(last) && last.startsWith(this.#code.slice(0, 1))
    );
  }

  /** Ends the group under way where it is. */
  end(): Reply {
    const reply = { code: Number(this.#code), lines: this.#lines };
    this.#lines = [];
    this.#chars = 0;
    return reply;
  }

  /** The reply that `line` completes, if it does. */
  push(line: string): Reply | undefined {
    const text = line.replaceAll('\0', '\uFFFD');
    return this.isOpen ? this.#continue(text) : this.#begin(text);
  }

  #begin(line: string): Reply | undefined {
    const match = first.exec(line);
    if (match === null) {
      refuseForeign(line);
      return undefined;
    }
    const code = match[1] ?? '';
    if (match[2] !== '-') return { code: Number(code), lines: [line] };
    this.#code = code;
    this.#add(line);
    return undefined;
  }

  #continue(line: string): Reply | undefined {
    this.#add(line);
    const isLast = line === this.#code || line.startsWith(`${this.#code} `);
    return isLast ? this.end() : undefined;
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.#chars += line.length + 1;
    const most = this.mayList && statusCodes.has(this.#code) ? maxStatusChars : maxReplyChars;
    if (this.#chars > most) {
      throw new RemoteError('protocol', `a reply is over ${String(most)} characters long`);
    }
  }
}

function refuseForeign(line: string): void {
  const isCode = /^(000|[06-9]\d\d)([ -]|$)/.test(line);
  const hint = foreign.find(([pattern]) => pattern.test(line))?.[1];
  if (!isCode && hint === undefined) return;
  throw new RemoteError(
    'protocol',
    `The server does not speak FTP: it says "${line.slice(0, 80)}"`,
    {
      reply: line.slice(0, 500),
      hint: hint ?? 'Check host and port: another service answers there.',
    },
  );
}

/** 1yz: more is to come. */
export const isPreliminary = (reply: Reply): boolean => reply.code < 200;
/** 2yz: done. */
export const isCompletion = (reply: Reply): boolean => reply.code >= 200 && reply.code < 300;
/** 3yz: the next command of the sequence, please. */
export const isIntermediate = (reply: Reply): boolean => reply.code >= 300 && reply.code < 400;
/** 4yz, 5yz: no. */
export const isRefusal = (reply: Reply): boolean => reply.code >= 400;

/** The reply's lines as one text. */
export const replyText = (reply: Reply): string => reply.lines.join('\n');
