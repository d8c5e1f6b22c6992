import { type ListingCache, type Question } from './listing-cache.js';

/** What the server is being asked, by path: who asks the same meanwhile gets the same answer. */
export class Asking<T> {
  readonly #cache: ListingCache;
  readonly #asked = new Map<string, { question: Question; answer: Promise<T> }>();

  constructor(cache: ListingCache) {
    this.#cache = cache;
  }

  /** The answer that is on its way, unless something changed there since it was asked for. */
  underWay(path: string): Promise<T> | undefined {
    const running = this.#asked.get(path);
    return running?.question.isOutdated === false ? running.answer : undefined;
  }

  /** Joins who asks the same already. */
  ask(path: string, ask: (question: Question) => Promise<T>): Promise<T> {
    return this.underWay(path) ?? this.begin(path, ask);
  }

  /** Asks anew. */
  begin(path: string, ask: (question: Question) => Promise<T>): Promise<T> {
    const question = this.#cache.ask(path);
    const answer = ask(question).finally(() => {
      this.#cache.over(question);
      if (this.#asked.get(path)?.question === question) this.#asked.delete(path);
    });
    this.#asked.set(path, { question, answer });
    return answer;
  }
}
