// Whose reply is whose. Replies come in the order of the commands, but for one pair: a transfer and
// the command that agrees on the next data connection, sent in one breath with it. Some servers
// refuse that one while the transfer runs, some carry it out at once, some lose it.
import { isRefusal, type Reply } from './reply.js';

/** A command whose reply is owed. */
export interface Owing {
  readonly verb: string;
  readonly isTransfer: boolean;
  /** Sent in one breath with the transfer before it. */
  readonly isAhead: boolean;
  /** Its 1yz came. */
  hasBegun: boolean;
}

/** A reply that has found its command; without one the server has lost the command. */
export interface Answer<T> {
  readonly owed: T;
  readonly reply: Reply | undefined;
  /** The reply came before that of an older command: this server does not wait for the end of a transfer. */
  readonly isOutOfTurn?: boolean;
}

/** What a server says to a command that it does not take while a transfer runs. */
export const busyCodes = new Set([450, 500, 501, 502, 503, 504]);
const portCodes = new Set([227, 229]);

/** The commands whose replies are owed, oldest first. */
export class ReplyQueue<T extends Owing> {
  readonly #owed: T[] = [];
  /** A refusal in the middle of a transfer, of the transfer or of what was sent with it: the next reply tells. */
  #held: Reply | undefined;

  get first(): T | undefined {
    return this.#owed[0];
  }

  get last(): T | undefined {
    return this.#owed.at(-1);
  }

  get length(): number {
    return this.#owed.length;
  }

  push(owed: T): void {
    this.#owed.push(owed);
  }

  /** Takes all out, unanswered. */
  clear(): T[] {
    this.#held = undefined;
    return this.#owed.splice(0);
  }

  /** A transfer that looks done by the reply to what was asked ahead may not be done at all. */
  get hasAheadBehind(): boolean {
    return this.length > 1 && this.last?.isAhead === true;
  }

  /** A refusal is held back of which only what comes next tells whose it is. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** The commands that a final reply answers: none while that cannot be told. */
  answer(reply: Reply): Answer<T>[] {
    const [first, second] = this.#owed;
    if (first === undefined) return [];
    if (first.isTransfer && second?.isAhead === true) {
      return this.#answerPair(first, second, reply);
    }
    // What comes ahead is answered by a port or refused: anything else answers what came behind it.
    const isItsOwn = portCodes.has(reply.code) || isRefusal(reply);
    const isLost = first.isAhead && second !== undefined && !isItsOwn;
    if (!isLost) return [this.#take(first, reply)];
    return [this.#take(first, undefined), this.#take(second, reply)];
  }

  /** No data moves any more: a refusal that was held back is the end of the transfer. */
  release(): Answer<T>[] {
    const { first } = this;
    const held = this.#held;
    this.#held = undefined;
    return first === undefined || held === undefined ? [] : [this.#take(first, held)];
  }

  #answerPair(transfer: T, ahead: T, reply: Reply): Answer<T>[] {
    const held = this.#held;
    const isPort = portCodes.has(reply.code);
    if (held === undefined && isPort) {
      return [{ ...this.#take(ahead, reply), isOutOfTurn: true }];
    }
    if (held === undefined && busyCodes.has(reply.code)) {
      this.#held = reply;
      return [];
    }
    this.#held = undefined;
    if (held === undefined) return [this.#take(transfer, reply)];
    const [first, second] = isPort ? [held, reply] : [reply, held];
    return [this.#take(transfer, first), this.#take(ahead, second)];
  }

  #take(owed: T, reply: Reply | undefined): Answer<T> {
    const at = this.#owed.indexOf(owed);
    if (at !== -1) this.#owed.splice(at, 1);
    return { owed, reply };
  }
}
