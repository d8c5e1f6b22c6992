/** What is wanted of a session: a plain command, a transfer that somebody waits for, or a long one. */
export type Use = 'command' | 'transfer' | 'bulk';

/** Somebody who wants a session. */
export interface Wish {
  /** Who asked earlier has a lower one. */
  readonly turn: number;
  readonly use: Use;
}

/** So often the oldest may be passed over by those that somebody looks at the screen for. */
const patience = 8;

/** Who waits, in the order of asking; long transfers let the others pass, but not for ever. */
export class WaitingLine<T extends Wish> {
  readonly #line: T[] = [];
  #passed = 0;

  get length(): number {
    return this.#line.length;
  }

  add(waiting: T): void {
    const later = this.#line.findIndex(({ turn }) => turn > waiting.turn);
    this.#line.splice(later === -1 ? this.#line.length : later, 0, waiting);
  }

  remove(waiting: T): void {
    const at = this.#line.indexOf(waiting);
    if (at !== -1) this.#line.splice(at, 1);
  }

  /** Who is next; undefined where nobody waits, or only long transfers while there may be no more. */
  next(mayBulk: boolean): T | undefined {
    const [oldest] = this.#line;
    const quick = this.#line.find(({ use }) => use !== 'bulk');
    const isTired = this.#passed >= patience && oldest?.use === 'bulk';
    return (isTired && mayBulk) || quick === undefined ? this.#bulk(mayBulk) : quick;
  }

  /** Takes out who is served. */
  serve(waiting: T): void {
    this.#passed = waiting === this.#line[0] ? 0 : this.#passed + 1;
    this.remove(waiting);
  }

  clear(): T[] {
    return this.#line.splice(0);
  }

  #bulk(mayBulk: boolean): T | undefined {
    return mayBulk ? this.#line.find(({ use }) => use === 'bulk') : undefined;
  }
}
