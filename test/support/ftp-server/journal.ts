/** One thing that happened on the server. */
export interface LogEvent {
  /** Numbers the control connections, from 1. */
  session: number;
  /** Epoch ms, by the server's own clock. */
  time: number;
  kind: 'command' | 'reply' | 'connect' | 'disconnect' | 'data-open' | 'data-close' | 'note';
  /** The command or reply line(s), or what happened, in words. */
  text: string;
  /** "address:port" as the server sees it; on 'connect', 'data-open' and 'data-close'. */
  local?: string;
  remote?: string;
  mode?: 'passive' | 'active';
  direction?: 'in' | 'out';
  bytes?: number;
  tls?: boolean;
}

/** What has happened, in order. */
export class Journal {
  readonly events: LogEvent[] = [];
  readonly #now: () => number;
  readonly #onEvent: (event: LogEvent) => void;

  constructor(now: () => number, onEvent: (event: LogEvent) => void = () => undefined) {
    this.#now = now;
    this.#onEvent = onEvent;
  }

  record(session: number, event: Omit<LogEvent, 'session' | 'time'>): void {
    const whole = { session, time: this.#now(), ...event };
    this.events.push(whole);
    this.#onEvent(whole);
  }

  clear(): void {
    this.events.length = 0;
  }
}
