// Everything about the states of a control connection lives here. A transfer has two ends, the
// data and the final reply, and either may come first: that is why it has three states.
import { RemoteError } from '../../base/remote-error.js';

/** Where a control connection stands. */
export type ControlState =
  /** Connected; the banner has not come. */
  | 'greeting'
  /** Nothing is owed by either side. */
  | 'ready'
  /** One or more commands are sent whose replies have not come. */
  | 'awaiting'
  /** TLS is being put on. */
  | 'securing'
  /** A transfer command is sent: neither its data nor its final reply has ended. */
  | 'transferring'
  /** The data ended, the final reply has not come. */
  | 'confirming'
  /** The final reply came, the data has not ended. */
  | 'draining'
  /** A transfer was given up: its final reply, or that of ABOR, is collected. */
  | 'aborting'
  | 'closed';

/** What brings it further. */
export type ControlInput =
  | 'greeted'
  | 'send'
  | 'transfer'
  /** A reply came and more are owed. */
  | 'reply'
  /** The last reply that was owed came. */
  | 'last-reply'
  | 'data-end'
  | 'completion'
  | 'failure'
  | 'abort'
  | 'collected'
  | 'secure'
  | 'secured'
  | 'close';

const transitions = {
  greeting: { greeted: 'ready', close: 'closed' },
  ready: {
    send: 'awaiting',
    transfer: 'transferring',
    secure: 'securing',
    close: 'closed',
  },
  awaiting: {
    send: 'awaiting',
    // Its replies come behind those that are owed.
    transfer: 'transferring',
    reply: 'awaiting',
    'last-reply': 'ready',
    close: 'closed',
  },
  securing: { secured: 'ready', close: 'closed' },
  transferring: {
    'data-end': 'confirming',
    completion: 'draining',
    failure: 'ready',
    abort: 'aborting',
    close: 'closed',
  },
  confirming: { completion: 'ready', failure: 'ready', abort: 'aborting', close: 'closed' },
  draining: { 'data-end': 'ready', abort: 'ready', close: 'closed' },
  aborting: {
    send: 'aborting',
    reply: 'aborting',
    'last-reply': 'aborting',
    completion: 'aborting',
    failure: 'aborting',
    collected: 'ready',
    close: 'closed',
  },
  closed: { close: 'closed' },
} as const satisfies Record<ControlState, Partial<Record<ControlInput, ControlState>>>;

/** The only way a control connection changes state. */
export function nextState(state: ControlState, input: ControlInput): ControlState {
  const row: Partial<Record<ControlInput, ControlState>> = transitions[state];
  const next = row[input];
  if (next === undefined) {
    throw new RemoteError('protocol', `${input} cannot happen while ${state}`);
  }
  return next;
}

/** The table as lines `state --input--> state`, for the documentation and its test. */
export function describeTransitions(): string[] {
  return Object.entries(transitions).flatMap(([state, row]) =>
    Object.entries(row).map(([input, next]) => `${state} --${input}--> ${next}`),
  );
}
