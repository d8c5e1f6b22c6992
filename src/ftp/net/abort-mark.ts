import { busyCodes } from '../protocol/reply-queue.js';
import { type Reply } from '../protocol/reply.js';

/**
 * Tells where the replies to an aborted transfer end. What a server answers differs (426 and 226, 226
 * alone, 500, nothing): `ask` sends a PWD behind the first of them, and no other reply is a 257.
 */
export class AbortMark {
  #isAheadOpen: boolean;
  #hasAsked = false;
  #late: NodeJS.Timeout | undefined;
  readonly #ask: () => void;
  readonly #lateMs: number;

  /** `isAheadOpen`: something sent ahead may be refused first, which tells nothing of the transfer. */
  constructor(isAheadOpen: boolean, lateMs: number, ask: () => void) {
    this.#isAheadOpen = isAheadOpen;
    this.#lateMs = lateMs;
    this.#ask = ask;
  }

  /** Whether `reply` is the last one. */
  ends(reply: Reply): boolean {
    if (this.#isAheadOpen && !this.#hasAsked && busyCodes.has(reply.code)) {
      this.#isAheadOpen = false;
      this.#late = setTimeout(() => {
        this.#askOnce();
      }, this.#lateMs);
    } else this.#askOnce();
    return reply.code === 257;
  }

  stop(): void {
    this.#hasAsked = true;
    clearTimeout(this.#late);
  }

  #askOnce(): void {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    this.#ask();
  }
}
