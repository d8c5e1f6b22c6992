import { RemoteError } from '../base/remote-error.js';
import { type DataOpening, type DataWay } from './data-way.js';

/** Servers give up a data connection that nobody uses, many after a minute. */
const maxAgeMs = 25_000;

/** Made once: without a reason each abort would make an error with its stack. */
const unwanted = new RemoteError('aborted', 'The data connection is not needed any more');

/** The place of one data connection that is made before it is needed. */
export class DataSlot {
  /** Resolves when no reply is owed any more for what was sent ahead; never rejects. */
  answered: Promise<unknown> = Promise.resolve();
  /** A way that was tried with the login and failed. */
  failed: { way: DataWay; error: RemoteError } | undefined;
  #coming: Promise<unknown> = Promise.resolve();
  #ready: DataOpening | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Fires where what comes is not wanted any more. */
  #dropped = new AbortController();
  #isComing = false;

  /** A connection stands that the next transfer may use at once. */
  get isReady(): boolean {
    return this.#ready?.isOpen === true;
  }

  /** Keeps what comes, if anything does, until it is taken, dropped or too old. */
  fill(make: (signal: AbortSignal) => Promise<DataOpening | undefined>): void {
    this.drop();
    if (this.#dropped.signal.aborted) this.#dropped = new AbortController();
    const { signal } = this.#dropped;
    this.#isComing = true;
    this.#coming = make(signal).then(
      (opening) => {
        if (signal.aborted) opening?.destroy();
        else this.#keep(opening);
      },
      () => {
        if (!signal.aborted) this.#isComing = false;
      },
    );
  }

  /** Resolves when it is known whether a connection stands; never rejects. */
  get arrived(): Promise<unknown> {
    return this.#coming;
  }

  /** The connection, if one stands or comes; it is the caller's from now on. */
  async take(): Promise<DataOpening | undefined> {
    await this.#coming;
    const opening = this.#ready;
    this.#ready = undefined;
    clearTimeout(this.#timer);
    if (opening?.isOpen === true) return opening;
    opening?.destroy();
    return undefined;
  }

  /** Ends what stands, and what still comes. */
  drop(): void {
    if (this.#isComing) this.#dropped.abort(unwanted);
    this.#isComing = false;
    this.#ready?.destroy();
    this.#ready = undefined;
    clearTimeout(this.#timer);
  }

  #keep(opening: DataOpening | undefined): void {
    this.#isComing = false;
    this.#ready = opening;
    if (opening === undefined) return;
    this.#timer = setTimeout(() => {
      this.drop();
    }, maxAgeMs);
    this.#timer.unref();
  }
}
