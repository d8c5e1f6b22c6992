import fs from 'node:fs';
import { until } from '../support/until.js';

/** What went over the wire in some time. */
export interface Trips {
  readonly commands: number;
  readonly dataConnections: number;
  readonly logins: number;
  /** Groups of commands that go out before an answer comes, and connections that are dialled. */
  readonly roundTrips: number;
}

const prefix = String.raw`^\S+ \S+ \[\w+\] \[[^\]]*\] #\d+ `;

/** The log file of the channel "FTP Traffic", read from outside. */
export class Traffic {
  readonly #findFile: () => string | undefined;
  #seen = 0;
  #former: string | undefined;

  /** `findFile` gives the file of the window that is open now, once it is there. */
  constructor(findFile: () => string | undefined) {
    this.#findFile = findFile;
  }

  /** Everything so far. */
  text(): string {
    const file = this.#findFile();
    return file === undefined || file === this.#former ? '' : fs.readFileSync(file, 'utf8');
  }

  /** What went over the wire since the last call, once every answer to it has come. */
  async tripsSinceLast(): Promise<Trips> {
    const text = await until('all answers', 10_000, () => {
      const all = this.text();
      return isQuiet(all) && all;
    });
    const added = text.slice(this.#seen);
    this.#seen = text.length;
    return {
      commands: count(added, '→ '),
      dataConnections: count(added, '⇄ data '),
      logins: count(added, '→ USER '),
      roundTrips: roundTrips(added),
    };
  }

  /** Resolves when the window that was opened last has its log: the extension is active there. */
  async ready(): Promise<void> {
    await until('the extension to be active', 60_000, () => {
      const file = this.#findFile();
      return file !== undefined && file !== this.#former;
    });
  }

  /** Starts over: another window will have another log. */
  reset(): void {
    this.#seen = 0;
    this.#former = this.#findFile();
  }
}

/** What is sent together costs one; each session waits for its own answers. */
function roundTrips(text: string): number {
  let trips = 0;
  const waiting = new Set<string>();
  for (const [, session = '', mark = ''] of text.matchAll(/(\[[^\]]*\] #\d+) ([→←⇄]|control)/gu)) {
    const isCommand = mark === '→';
    if (mark === '←') waiting.delete(session);
    else if (!isCommand || !waiting.has(session)) trips += 1;
    if (isCommand) waiting.add(session);
  }
  return trips;
}

/**
 * Each command has its final reply, each control connection its greeting, each transfer that was begun
 * its end. A data connection that was made ahead may stand for a while, or never be used.
 */
function isQuiet(text: string): boolean {
  const awaited = count(text, '→ ') + count(text, String.raw`control .* connected`);
  const isAnswered = count(text, '← [2-5]') >= awaited;
  return isAnswered && count(text, '← 1') <= count(text, '[⇠⇢] data closed');
}

function count(text: string, start: string): number {
  return [...text.matchAll(new RegExp(prefix + start, 'gm'))].length;
}

/** Prints what is added to a log file, from its beginning, until the process ends. */
export function follow(findFile: () => string | undefined): void {
  const everyMs = 200;
  let file: string | undefined;
  let shown = 0;
  setInterval(() => {
    const latest = findFile();
    // A window that was reloaded writes to a new file.
    if (latest !== file) shown = 0;
    file = latest;
    if (file === undefined) return;
    const content = fs.readFileSync(file);
    const end = content.lastIndexOf('\n') + 1;
    if (end <= shown) return;
    process.stdout.write(content.subarray(shown, end));
    shown = end;
  }, everyMs);
}
