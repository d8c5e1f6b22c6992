import { performance } from 'node:perf_hooks';
import { withoutSecret } from '../protocol/command.js';
import { type TraceDetail, type TraceEvent } from '../trace-event.js';

let sessions = 0;

/** Gives the events of one control connection their time and number; the last gate for secrets. */
export class Tracer {
  readonly session: number;
  #secrets: readonly string[] = [];
  readonly #sink: ((event: TraceEvent) => void) | undefined;

  constructor(sink: ((event: TraceEvent) => void) | undefined) {
    sessions += 1;
    this.session = sessions;
    this.#sink = sink;
  }

  emit(detail: TraceDetail): void {
    this.#sink?.({ time: Date.now(), session: this.session, ...detail });
  }

  note(level: 'info' | 'warn' | 'error', text: string): void {
    this.emit({ type: 'note', level, text: this.mask(text) });
  }

  /** While a login goes on, `secrets` are hidden in all that the server says. */
  hide(secrets: readonly string[]): void {
    this.#secrets = secrets;
  }

  /** `text` without what is to be hidden now. */
  mask(text: string): string {
    return this.#secrets.reduce(withoutSecret, text);
  }

  /** A reply, with `secret` hidden where the server repeats it. */
  reply(reply: { code: number; lines: string[] }, elapsed: number, secret?: string): void {
    const hasSecret = secret !== undefined || this.#secrets.length > 0;
    const lines = hasSecret
      ? reply.lines.map((line) => withoutSecret(this.mask(line), secret))
      : reply.lines;
    this.emit({ type: 'reply', code: reply.code, lines, elapsed });
  }
}

/** Milliseconds since some moment, with fractions. */
export const clock = (): number => performance.now();
