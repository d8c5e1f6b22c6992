import { abortable } from '../base/abort.js';
import { Turns } from '../base/turns.js';
import { type Place, type SideEntry } from './side.js';

/** Something stands where a file is to go. */
export interface ReplaceQuestion {
  from: Place;
  to: Place;
  incoming: SideEntry;
  existing: SideEntry;
}

/** What is done where something stands already; the `all` ones hold for the rest of the order. */
export type ReplaceAnswer = 'replace' | 'replace-all' | 'skip' | 'skip-all' | 'cancel';

/** Asks the user whether to replace what stands there. */
export type AskReplace = (question: ReplaceQuestion, signal: AbortSignal) => Promise<ReplaceAnswer>;

/** Answers about what was ordered together: one question at a time, and one that is for all. */
export class Answers {
  readonly #ask: AskReplace;
  readonly #turns = new Turns();
  #forAll: 'replace' | 'skip' | 'cancel' | undefined;

  constructor(ask: AskReplace) {
    this.#ask = ask;
  }

  /** What to do about this one; asks only where no answer is for all. */
  async about(
    question: ReplaceQuestion,
    signal: AbortSignal,
  ): Promise<'replace' | 'skip' | 'cancel'> {
    const what = `Asking about ${question.to.path}`;
    return this.#turns.take(what, signal, async () => {
      if (this.#forAll !== undefined) return this.#forAll;
      // A dialog stays on screen; who gives up the transfer waits for it no longer.
      const answer = await abortable(this.#ask(question, signal), signal, what);
      switch (answer) {
        case 'replace':
        case 'skip':
          return answer;
        case 'replace-all':
          return (this.#forAll = 'replace');
        case 'skip-all':
          return (this.#forAll = 'skip');
        case 'cancel':
          return (this.#forAll = 'cancel');
      }
    });
  }

  /** What was cancelled may be asked about again. */
  forgetCancel(): void {
    if (this.#forAll === 'cancel') this.#forAll = undefined;
  }
}
