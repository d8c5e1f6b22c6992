import { LineCutter } from '../protocol/line-cutter.js';
import { type Reply, ReplyParser } from '../protocol/reply.js';
import { TelnetFilter } from '../protocol/telnet.js';

export interface ReaderEvents {
  decode: (line: Uint8Array) => string;
  /** Whether the reply under way may be as long as a listing. */
  mayList: () => boolean;
  onReply: (reply: Reply) => void;
  /** A line came that belongs to no reply. */
  onNoise: () => void;
  /** Whether such an end, after a silence, can be no reply to another command. */
  mayEndOddly: () => boolean;
  /** A reply of several lines looks finished by a last line with another code. */
  onOddEnd: () => void;
}

const maxLineBytes = 65_536;

/** The replies in the bytes of a control connection. */
export class ReplyReader {
  readonly #cutter = new LineCutter(maxLineBytes);
  readonly #parser = new ReplyParser();
  readonly #telnet = new TelnetFilter();
  readonly #events: ReaderEvents;
  readonly #silenceMs: number;
  #silence: NodeJS.Timeout | undefined;

  constructor(silenceMs: number, events: ReaderEvents) {
    this.#silenceMs = silenceMs;
    this.#events = events;
  }

  /** Nothing is unfinished. */
  get isEmpty(): boolean {
    return this.#cutter.pending === 0 && !this.#parser.isOpen;
  }

  /** Throws a RemoteError where these bytes can be no replies. */
  read(chunk: Uint8Array): void {
    clearTimeout(this.#silence);
    for (const line of this.#cutter.cut(this.#telnet.filter(chunk))) {
      this.#parser.mayList = this.#events.mayList();
      const reply = this.#parser.push(this.#events.decode(line));
      if (reply !== undefined) this.#events.onReply(reply);
      else if (!this.#parser.isOpen) this.#events.onNoise();
    }
    const mayBeOver = this.#parser.isOpen && this.#parser.mayBeOver;
    if (mayBeOver && this.#events.mayEndOddly()) this.#endAfterSilence();
  }

  stop(): void {
    clearTimeout(this.#silence);
  }

  #endAfterSilence(): void {
    this.#silence = setTimeout(() => {
      this.#events.onOddEnd();
      this.#events.onReply(this.#parser.end());
    }, this.#silenceMs);
  }
}
