import { RemoteError } from '../base/remote-error.js';
import { type Answers } from './answers.js';
import { type Outcome } from './carry-out.js';
import { type Planned } from './plan-folder.js';
import { type Sample, withSample } from './rate.js';
import { type Place } from './side.js';
import { Step } from './step.js';
import { type FileCounts, type Order, type Transfer, type TransferState } from './transfer.js';

/** Folders are listed first, so that the total is known early, but not without end. */
const mostFilesAhead = 5_000;

/** One order: its steps, what became of them, and how far it is. */
export class Batch implements Transfer {
  readonly id: string;
  readonly answers: Answers;
  readonly #root: Step;
  #folders: Step[] = [];
  #files: Step[] = [];
  readonly #running = new Set<Step>();
  /** What failed, was cancelled or left out; what is done only counts. */
  readonly #ended = new Set<Step>();
  #made = 0;
  #done = { files: 0, bytes: 0 };
  #note: string | undefined;
  #samples: readonly Sample[] = [];

  constructor(id: string, order: Order, answers: Answers) {
    this.id = id;
    this.answers = answers;
    this.#root = new Step(id, order);
    this.#enqueue(this.#root);
  }

  get from(): Place {
    return this.#root.from;
  }

  get to(): Place {
    return this.#root.to;
  }

  get isFolder(): boolean | undefined {
    return this.#root.isFolder;
  }

  get error(): RemoteError | undefined {
    return [...this.#ended].find(({ state }) => state === 'failed')?.error;
  }

  get reason(): string | undefined {
    return this.#root.reason ?? this.#note;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** How many steps run now. */
  get running(): number {
    return this.#running.size;
  }

  get hasWaiting(): boolean {
    return this.#folders.length + this.#files.length > 0;
  }

  get state(): TransferState {
    if (this.#running.size > 0) return 'running';
    if (this.hasWaiting) return this.#root.state === 'waiting' ? 'waiting' : 'running';
    const states = new Set([...this.#ended].map(({ state }) => state));
    if (states.has('failed')) return 'failed';
    if (states.has('cancelled')) return 'cancelled';
    return this.#done.files === 0 && states.has('skipped') ? 'skipped' : 'done';
  }

  get bytes(): number {
    let { bytes } = this.#done;
    for (const step of this.#running) bytes += step.bytes;
    return bytes;
  }

  get total(): number | undefined {
    let sum = this.#done.bytes;
    for (const { state, isFolder, total } of this.#steps()) {
      if (isFolder === true || state === 'skipped') continue;
      if (total === undefined) return undefined;
      sum += total;
    }
    return sum;
  }

  get isCounting(): boolean {
    const isOpen = ({ isFolder }: Step): boolean => isFolder !== false;
    return this.#folders.length > 0 || [...this.#running].some(isOpen);
  }

  get files(): FileCounts {
    const counts = { done: this.#done.files, skipped: 0, failed: 0, cancelled: 0, left: 0 };
    for (const { state, isFolder } of this.#steps()) {
      // A folder that could not be listed stands for the files that are missing.
      if (state === 'failed' || state === 'cancelled') counts[state] += 1;
      else if (state === 'skipped') counts.skipped += 1;
      else if (isFolder !== true) counts.left += 1;
    }
    return counts;
  }

  get parts(): readonly Step[] {
    return this.#steps().filter((step) => step !== this.#root);
  }

  step(id: string): Step | undefined {
    return this.#steps().find((step) => step.id === id);
  }

  /** The next step to carry out, now running. */
  next(): Step | undefined {
    const isFull = this.#files.length >= mostFilesAhead;
    const step = isFull ? this.#files.shift() : (this.#folders.shift() ?? this.#files.shift());
    if (step === undefined) return undefined;
    step.take('start');
    this.#running.add(step);
    return step;
  }

  progress(step: Step, bytes: number, now: number): void {
    step.bytes = bytes;
    this.#samples = withSample(this.#samples, { at: now, bytes: this.bytes });
  }

  /** A running step came to an end. */
  finish(step: Step, outcome: Outcome): void {
    this.#running.delete(step);
    switch (outcome.kind) {
      case 'moved':
        step.take('finish');
        this.#note = outcome.note ?? this.#note;
        this.#done = { files: this.#done.files + 1, bytes: this.#done.bytes + outcome.bytes };
        break;
      case 'opened':
        step.take('finish');
        for (const part of outcome.parts) this.#enqueue(this.#toStep(part));
        break;
      case 'skipped':
        step.reason = outcome.reason;
        this.#end(step, 'skip');
        break;
      case 'cancelled':
        this.#end(step, 'cancel');
        break;
    }
  }

  /** A running step failed. */
  fail(step: Step, error: unknown): void {
    this.#running.delete(step);
    step.error = toRemoteError(step, error);
    this.#end(step, 'fail');
  }

  /** Cancels what waits: all of it, or one step. What runs is stopped by its signal. */
  cancelWaiting(only?: Step): void {
    const isMeant = (step: Step): boolean => only === undefined || step === only;
    const waiting = [...this.#folders, ...this.#files];
    this.#folders = this.#folders.filter((step) => !isMeant(step));
    this.#files = this.#files.filter((step) => !isMeant(step));
    for (const step of waiting.filter(isMeant)) this.#end(step, 'cancel');
  }

  /** Lets what failed or was cancelled wait once more: all of it, or what is meant. */
  retry(isMeant: (step: Step) => boolean = () => true): void {
    this.answers.forgetCancel();
    const meant = [...this.#ended].filter(isMeant);
    for (const step of meant.filter((one) => one.retry())) {
      this.#ended.delete(step);
      this.#enqueue(step);
      this.#samples = [];
    }
  }

  /** All but what is done. */
  #steps(): readonly Step[] {
    const ended = (state: TransferState): Step[] =>
      [...this.#ended].filter((step) => step.state === state);
    return [
      ...this.#running,
      ...ended('failed'),
      ...this.#folders,
      ...this.#files,
      ...ended('cancelled'),
      ...ended('skipped'),
    ];
  }

  #toStep({ entry, from, to, refusal }: Planned): Step {
    this.#made += 1;
    const order = {
      from: { ...this.#root.from, path: from },
      to: { ...this.#root.to, path: to },
      ...(refusal !== undefined && { refusal }),
    };
    return new Step(`${this.id}.${String(this.#made)}`, order, entry);
  }

  #enqueue(step: Step): void {
    if (step.isFolder === false) this.#files.push(step);
    else this.#folders.push(step);
  }

  #end(step: Step, input: 'skip' | 'fail' | 'cancel'): void {
    step.take(input);
    this.#ended.add(step);
  }
}

function toRemoteError({ from }: Step, error: unknown): RemoteError {
  if (error instanceof RemoteError) return error;
  return new RemoteError('failed', `${from.path} could not be transferred: ${String(error)}`, {
    cause: error,
  });
}
