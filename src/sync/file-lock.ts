// A lock is a file that is created where none is: only one can. It names its process, which touches it
// as long as it lives. A lock is stale when its process is gone, or when nobody has touched it while we
// watched, by our own clock: clocks of others are not compared, and a machine that slept has not aged.
// A stale lock is taken away under a second one, so that two who see it stale do not take away the
// fresh lock of each other.
import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { abortError } from '../base/abort.js';
import { pause } from '../base/pause.js';
import { ifThere, storageError, systemCode } from './storage-error.js';

interface LockPlace {
  path: string;
  /** How long a lock that nobody touches is believed; default 15 s. */
  watchMs?: number;
}

interface Owner {
  token: string;
  pid: number;
  host: string;
}

/** What is seen of a lock: whoever holds it changes the mark again and again. */
interface Sight {
  owner: Owner | undefined;
  mark: string;
  touchedMs: number;
}

const usualWatchMs = 15_000;
const beatMs = 3000;
const longestPollMs = 50;
/** By so much the clock may have been put forward since the machine was started. */
const clockMarginMs = 60_000;
/** How often Windows may refuse a name that was removed a moment ago. */
const refusalsOnWindows = 50;
/** What this very process holds: its number may be that of a process which crashed before. */
const heldHere = new Set<string>();

/** A path that one process at a time has for itself, until it releases it or dies. */
export class FileLock {
  readonly #path: string;
  readonly #token: string;
  readonly #beat: NodeJS.Timeout;
  #isReleased = false;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    this.#beat = setInterval(() => {
      // A beat that fails is one that was not heard; the next one may be.
      utimes(path, new Date(), new Date()).catch(() => undefined);
    }, beatMs);
    this.#beat.unref();
  }

  /** Waits until nobody else has it. */
  static async take({ path, watchMs }: LockPlace, signal: AbortSignal): Promise<FileLock> {
    const what = `Waiting for the lock ${path}`;
    const watches = [path, guardOf(path)].map((at) => new Watch(at, watchMs ?? usualWatchMs));
    for (let pollMs = 1; ; pollMs = Math.min(pollMs * 2, longestPollMs)) {
      if (signal.aborted) throw abortError(signal, what);
      const lock = await FileLock.#create(path);
      if (lock !== undefined) return lock;
      const stale = await Promise.all(watches.map((watch) => watch.stale()));
      if (stale[1] !== undefined) await rm(guardOf(path), { force: true });
      if (stale[0] !== undefined) await takeAway(path, stale[0]);
      else await pause(pollMs, signal, what);
    }
  }

  /** Takes it where nobody has it, or one who is dead for sure; undefined: somebody has it. */
  static async tryTake(path: string): Promise<FileLock | undefined> {
    const lock = await FileLock.#create(path);
    if (lock !== undefined) return lock;
    const sight = await new Watch(path, Infinity).stale();
    if (sight === undefined) return undefined;
    await takeAway(path, sight);
    return FileLock.#create(path);
  }

  /** Takes it when nobody has touched it for so long; undefined at the first sign of its owner's life. */
  static async takeSilent(
    { path, watchMs }: LockPlace,
    signal: AbortSignal,
  ): Promise<FileLock | undefined> {
    const what = `Watching the lock ${path}`;
    const watch = new Watch(path, watchMs ?? usualWatchMs);
    const first = await look(path);
    for (;;) {
      const stale = await watch.stale();
      if (stale !== undefined) await takeAway(path, stale);
      const now = await look(path);
      if (now === undefined) return FileLock.#create(path);
      if (now.mark !== first?.mark) return undefined;
      await pause(longestPollMs, signal, what);
    }
  }

  /** Whether somebody has it whose life cannot be looked at from here: another machine, or ours by a former name. */
  static async isForeign(path: string): Promise<boolean> {
    try {
      const owner = (await look(path))?.owner;
      return owner !== undefined && owner.host !== hostname();
    } catch (error) {
      throw storageError('Looking at a lock', path, error);
    }
  }

  static async #create(path: string): Promise<FileLock | undefined> {
    const token = await createNew(path);
    return token === undefined ? undefined : new FileLock(path, token);
  }

  /** Whether nobody has judged its process dead, and taken it over. */
  async isHeld(): Promise<boolean> {
    try {
      return (await look(this.#path))?.owner?.token === this.#token;
    } catch (error) {
      throw storageError('Looking at a lock', this.#path, error);
    }
  }

  /** Gives it on; false where nobody had it from us any more. May be called twice. */
  async release(): Promise<boolean> {
    clearInterval(this.#beat);
    if (this.#isReleased) return false;
    this.#isReleased = true;
    try {
      const wasHeld = await this.isHeld();
      if (wasHeld) await rm(this.#path, { force: true });
      return wasHeld;
    } catch (error) {
      throw storageError('Releasing a lock', this.#path, error);
    } finally {
      // Not before: whoever looks meanwhile would take it for a dead one's, and clear it away beside us.
      heldHere.delete(this.#token);
    }
  }
}

/** Tells when a lock has not been touched for too long. */
class Watch {
  readonly #path: string;
  readonly #watchMs: number;
  #mark: string | undefined;
  #since = 0;

  constructor(path: string, watchMs: number) {
    this.#path = path;
    this.#watchMs = watchMs;
  }

  /** The lock as it stands where it is stale, else undefined. */
  async stale(): Promise<Sight | undefined> {
    const sight = await look(this.#path);
    if (sight === undefined) return undefined;
    if (sight.mark !== this.#mark) {
      this.#mark = sight.mark;
      this.#since = performance.now();
    }
    const isForgotten = performance.now() - this.#since > this.#watchMs;
    return isForgotten || isDead(sight) ? sight : undefined;
  }
}

function guardOf(path: string): string {
  return `${path}.takeover`;
}

async function takeAway(path: string, { mark }: Sight): Promise<void> {
  const guard = guardOf(path);
  const token = await createNew(guard);
  if (token === undefined) return;
  try {
    const now = await look(path);
    if (now?.mark === mark) await rm(path, { force: true });
  } catch (error) {
    throw storageError('Taking over a lock', path, error);
  } finally {
    await rm(guard, { force: true });
    heldHere.delete(token);
  }
}

/** The token of the new lock; undefined where the path is taken. */
async function createNew(path: string): Promise<string | undefined> {
  const owner: Owner = { token: randomUUID(), pid: process.pid, host: hostname() };
  // Held before it is seen: a look between the two must not take it for a dead one's.
  heldHere.add(owner.token);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(path, JSON.stringify(owner), { flag: 'wx' });
      return owner.token;
    } catch (error) {
      const isPassing = process.platform === 'win32' && attempt < refusalsOnWindows;
      if (isPassing && systemCode(error) !== 'EEXIST') continue;
      heldHere.delete(owner.token);
      if (systemCode(error) === 'EEXIST') return undefined;
      throw storageError('Making a lock', path, error);
    }
  }
}

async function look(path: string): Promise<Sight | undefined> {
  const text = await ifThere(readFile(path, 'utf8'));
  const state = await ifThere(stat(path));
  if (text === undefined || state === undefined) return undefined;
  const mark = `${text} ${String(state.mtimeMs)}`;
  return { owner: tryParseOwner(text), mark, touchedMs: state.mtimeMs };
}

/** Undefined where the lock is not written yet, or by somebody else. */
function tryParseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const { token, pid, host } = owner ?? {};
    if (typeof token !== 'string' || typeof pid !== 'number' || typeof host !== 'string') {
      return undefined;
    }
    return { token, pid, host };
  } catch {
    // Half written: whoever writes it will have finished soon, or has died, and then nobody touches it.
    return undefined;
  }
}

function isDead({ owner, touchedMs }: Sight): boolean {
  if (owner?.host !== hostname()) return false;
  // Its number may be that of another process by now: numbers begin anew with the machine.
  if (touchedMs < Date.now() - uptime() * 1000 - clockMarginMs) return true;
  if (owner.pid === process.pid) return !heldHere.has(owner.token);
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    // It lives where we may not signal it.
    return systemCode(error) === 'ESRCH';
  }
}
