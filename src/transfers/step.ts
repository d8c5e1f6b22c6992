import { type RemoteError } from '../base/remote-error.js';
import { type Place, type SideEntry } from './side.js';
import { type Moved, type Order, type TransferState } from './transfer.js';

type StepInput = 'start' | 'finish' | 'skip' | 'fail' | 'cancel' | 'retry';

const transitions = {
  waiting: { start: 'running', cancel: 'cancelled' },
  running: { finish: 'done', skip: 'skipped', fail: 'failed', cancel: 'cancelled' },
  done: {},
  skipped: {},
  failed: { retry: 'waiting' },
  cancelled: { retry: 'waiting' },
} as const satisfies Record<TransferState, Partial<Record<StepInput, TransferState>>>;

/** Where `input` leads; undefined where it means nothing. */
function nextState(state: TransferState, input: StepInput): TransferState | undefined {
  const row: Partial<Record<StepInput, TransferState>> = transitions[state];
  return row[input];
}

/** One file to move, or one folder to list, of an order. */
export class Step implements Moved {
  readonly id: string;
  readonly from: Place;
  readonly to: Place;
  /** As its listing told; undefined: to be looked at. */
  entry: SideEntry | undefined;
  readonly refusal: RemoteError | undefined;
  bytes = 0;
  error: RemoteError | undefined;
  reason: string | undefined;
  isFolder: boolean | undefined;
  #state: TransferState = 'waiting';

  constructor(id: string, { from, to, refusal }: Order, entry?: SideEntry) {
    this.id = id;
    this.from = from;
    this.to = to;
    this.refusal = refusal;
    this.look(entry);
  }

  get state(): TransferState {
    return this.#state;
  }

  get total(): number | undefined {
    return this.isFolder === true ? undefined : this.entry?.size;
  }

  /** Takes what is known of the file or folder. */
  look(entry: SideEntry | undefined): void {
    this.entry = entry;
    if (entry !== undefined) this.isFolder = entry.type === 'directory';
  }

  /** Changes the state; false where that input means nothing now. */
  take(input: StepInput): boolean {
    const next = nextState(this.#state, input);
    if (next === undefined) return false;
    this.#state = next;
    return true;
  }

  /** Waits once more, as if nothing had been tried. */
  retry(): boolean {
    if (!this.take('retry')) return false;
    this.bytes = 0;
    this.error = undefined;
    this.reason = undefined;
    this.entry = undefined;
    return true;
  }
}
