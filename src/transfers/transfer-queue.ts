import { RemoteError } from '../base/remote-error.js';
import { Answers, type AskReplace } from './answers.js';
import { Batch } from './batch.js';
import { carryOut, type Outcome } from './carry-out.js';
import { type Side } from './side.js';
import { type Step } from './step.js';
import { hasEnded, type Order, type Transfer } from './transfer.js';

const mostEnded = 100;

interface QueueSettings {
  /** Files that move at the same time. */
  maxConcurrent: number;
  preserveTimestamps: boolean;
}

/** What the queue works with, and whom it tells. */
export interface QueueSources {
  /** The server of a connection, or the disk; a RemoteError says why there is none. */
  sideOf(connection: string | undefined): Side;
  settings(): QueueSettings;
  ask: AskReplace;
  /** Announces that something about the transfers is other than before. */
  onChange(): void;
  /** Announces that nothing more happens to this one by itself. */
  onEnd?(transfer: Transfer): void;
  now?: () => number;
}

interface Running {
  batch: Batch;
  stop: AbortController;
  ended: Promise<void>;
}

/** The transfers of a window: a few at a time, in the order they were asked for, each with its say. */
export class TransferQueue {
  readonly #sources: QueueSources;
  readonly #now: () => number;
  #batches: Batch[] = [];
  readonly #running = new Map<Step, Running>();
  /** At which turn each one was served last. */
  readonly #served = new WeakMap<Batch, number>();
  #turns = 0;
  #made = 0;
  #isClosed = false;

  constructor(sources: QueueSources) {
    this.#sources = sources;
    this.#now = sources.now ?? Date.now;
  }

  /** Begins what was ordered together; one answer may be for all of it. */
  add(orders: readonly Order[]): readonly Transfer[] {
    const answers = new Answers((question, signal) => this.#sources.ask(question, signal));
    const batches = orders.map((order) => {
      this.#made += 1;
      return new Batch(String(this.#made), order, answers);
    });
    this.#batches.push(...batches);
    this.#goOn();
    return batches;
  }

  /** Oldest first. */
  list(): readonly Transfer[] {
    return this.#batches;
  }

  /** Cancels a transfer or one part of it, by its id. */
  cancel(id: string): void {
    for (const { batch, step } of this.#named(id)) this.#cancel(batch, step);
    this.#goOn();
  }

  cancelAll(): void {
    for (const batch of this.#batches) this.#cancel(batch, undefined);
    this.#goOn();
  }

  /** Tries once more what failed or was cancelled: a transfer or one part of it, by its id. */
  retry(id: string): void {
    for (const { batch, step } of this.#named(id)) {
      batch.retry((one) => step === undefined || one === step);
    }
    this.#goOn();
  }

  /** Tries once more all that failed; not what was cancelled. */
  retryFailed(): void {
    for (const batch of this.#batches) batch.retry(({ state }) => state === 'failed');
    this.#goOn();
  }

  /** Forgets what has ended. */
  clear(): void {
    this.#batches = this.#batches.filter((batch) => !hasEnded(batch));
    this.#sources.onChange();
  }

  /** Cancels everything and waits until it is over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ending = [...this.#running.values()].map(({ ended }) => ended);
    this.cancelAll();
    await Promise.all(ending);
  }

  #cancelTogether(answers: Answers): void {
    for (const batch of this.#batches) {
      if (batch.answers === answers) this.#cancel(batch, undefined);
    }
  }

  #named(id: string): { batch: Batch; step: Step | undefined }[] {
    return this.#batches.flatMap((batch) => {
      if (batch.id === id) return { batch, step: undefined };
      const step = id.startsWith(`${batch.id}.`) ? batch.step(id) : undefined;
      return step === undefined ? [] : { batch, step };
    });
  }

  #cancel(batch: Batch, only: Step | undefined): void {
    batch.cancelWaiting(only);
    for (const [step, running] of this.#running) {
      if (running.batch !== batch || (only !== undefined && step !== only)) continue;
      running.stop.abort(new RemoteError('aborted', `${step.from.path} was cancelled`));
    }
  }

  #goOn(): void {
    while (!this.#isClosed && this.#running.size < this.#sources.settings().maxConcurrent) {
      const batch = this.#nextBatch();
      const step = batch?.next();
      if (batch === undefined || step === undefined) break;
      const stop = new AbortController();
      const ended = this.#run(batch, step, stop.signal);
      this.#running.set(step, { batch, stop, ended });
    }
    this.#trim();
    this.#sources.onChange();
  }

  /** A single file does not wait for a folder of thousands that was asked for before. */
  #nextBatch(): Batch | undefined {
    const waiting = this.#batches.filter(({ hasWaiting }) => hasWaiting);
    const servedAt = (batch: Batch): number => this.#served.get(batch) ?? 0;
    const [next] = waiting.sort((a, b) => a.running - b.running || servedAt(a) - servedAt(b));
    this.#turns += 1;
    if (next !== undefined) this.#served.set(next, this.#turns);
    return next;
  }

  async #run(batch: Batch, step: Step, signal: AbortSignal): Promise<void> {
    try {
      const carried = await this.#carryOut(batch, step, signal);
      // A folder may be made all the same: what is in it must not go on.
      const isLate = signal.aborted && carried.kind === 'opened';
      const outcome: Outcome = isLate ? { kind: 'cancelled' } : carried;
      batch.finish(step, outcome);
      // The user wants nothing of it any more.
      if (outcome.kind === 'cancelled') this.#cancelTogether(batch.answers);
    } catch (error) {
      if (signal.aborted) batch.finish(step, { kind: 'cancelled' });
      else batch.fail(step, error);
    } finally {
      this.#running.delete(step);
    }
    if (hasEnded(batch)) this.#sources.onEnd?.(batch);
    this.#goOn();
  }

  async #carryOut(batch: Batch, step: Step, signal: AbortSignal): ReturnType<typeof carryOut> {
    const { preserveTimestamps } = this.#sources.settings();
    const work = {
      step,
      from: this.#sources.sideOf(step.from.connection),
      to: this.#sources.sideOf(step.to.connection),
      answers: batch.answers,
      preserveTimestamps,
      onProgress: (bytes: number): void => {
        batch.progress(step, bytes, this.#now());
        this.#sources.onChange();
      },
    };
    return carryOut(work, signal);
  }

  /** Only so many that have ended are remembered; those that failed longest. */
  #trim(): void {
    const ended = this.#batches.filter(hasEnded);
    const calm = ended.filter(({ state }) => state !== 'failed');
    const failed = ended.filter(({ state }) => state === 'failed');
    const gone = new Set([...calm, ...failed].slice(0, Math.max(0, ended.length - mostEnded)));
    if (gone.size > 0) this.#batches = this.#batches.filter((batch) => !gone.has(batch));
  }
}
