import { abortable, abortError, onAbort } from './abort.js';

interface Ask<Q, A> {
  readonly question: Q;
  readonly signal: AbortSignal;
  answer: (answer: PromiseSettledResult<A>) => void;
}

/** Takes the questions when it is ready for them; the signal fires when nobody waits any more. */
type Serve<Q, A> = (take: () => Q[], signal: AbortSignal) => Promise<PromiseSettledResult<A>[]>;

/**
 * Answers all questions that wait together: `serve` takes them when it is ready for them, however
 * long that takes, and gives their answers in their order.
 */
export class Gathering<Q, A> {
  readonly #serve: Serve<Q, A>;
  readonly #most: number;
  #waiting: Ask<Q, A>[] = [];
  #isServed = false;
  /** Fires while nothing is taken yet, and nobody waits any more. */
  #isVain: AbortController | undefined;

  constructor(most: number, serve: Serve<Q, A>) {
    this.#most = most;
    this.#serve = serve;
  }

  /** The answer; who gives up waiting hears so at once. */
  async ask(question: Q, signal: AbortSignal, what: string): Promise<A> {
    if (signal.aborted) throw abortError(signal, what);
    const answered = new Promise<A>((resolve, reject) => {
      const answer = (result: PromiseSettledResult<A>): void => {
        if (result.status === 'fulfilled') resolve(result.value);
        else reject(result.reason as Error);
      };
      this.#waiting.push({ question, signal, answer });
    });
    const stopListening = onAbort(signal, () => {
      this.#giveUp(signal);
    });
    void this.#go();
    try {
      return await abortable(answered, signal, what);
    } finally {
      stopListening();
    }
  }

  /** Where nobody waits any more, nothing is served. */
  #giveUp({ reason }: AbortSignal): void {
    this.#waiting = this.#waiting.filter(({ signal }) => !signal.aborted);
    if (this.#waiting.length === 0) this.#isVain?.abort(reason);
  }

  async #go(): Promise<void> {
    if (this.#isServed || this.#waiting.length === 0) return;
    this.#isServed = true;
    let taken: Ask<Q, A>[] | undefined;
    const vain = new AbortController();
    this.#isVain = vain;
    const take = (): Q[] => {
      // Served once more, after a session was lost, it gets the same again.
      taken ??= this.#take();
      return taken.map(({ question }) => question);
    };
    try {
      const answers = await this.#serve(take, vain.signal);
      for (const [at, answer] of answers.entries()) taken?.[at]?.answer(answer);
    } catch (reason) {
      this.#fail(taken, { reason, isVain: vain.signal.aborted });
    }
  }

  #fail(
    taken: readonly Ask<Q, A>[] | undefined,
    { reason, isVain }: { reason: unknown; isVain: boolean },
  ): void {
    if (taken === undefined) this.#isServed = false;
    // Who asked after the others gave up has not been served yet.
    if (taken === undefined && isVain) void this.#go();
    else {
      for (const { answer } of taken ?? this.#waiting.splice(0)) {
        answer({ status: 'rejected', reason });
      }
    }
  }

  #take(): Ask<Q, A>[] {
    this.#isServed = false;
    this.#isVain = undefined;
    this.#waiting = this.#waiting.filter(({ signal }) => !signal.aborted);
    const taken = this.#waiting.splice(0, this.#most);
    if (this.#waiting.length > 0) void Promise.resolve().then(() => this.#go());
    return taken;
  }
}
