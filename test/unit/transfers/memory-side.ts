import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { childOf, isSafeName, nameOf, parentOf } from '../../../src/base/remote-path.js';
import {
  type Arrived,
  type Content,
  type Put,
  type Side,
  type SideEntry,
} from '../../../src/transfers/side.js';

/** One side of a transfer in memory: paths with their text, and folders with none. */
export class MemorySide implements Side {
  readonly #nodes = new Map<string, string | undefined>([['/', undefined]]);
  /** Every call so far, as "put /a.txt". */
  readonly calls: string[] = [];
  /** Called before each operation; what it throws is what the operation rejects with. */
  before: (call: string, signal: AbortSignal) => unknown = () => undefined;
  /** Puts that go on now, and the most there ever were. */
  puts = { now: 0, most: 0 };

  constructor(files: Record<string, string> = {}) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    for (let folder = parentOf(path); !this.#nodes.has(folder); folder = parentOf(folder)) {
      this.#nodes.set(folder, undefined);
    }
    this.#nodes.set(path, text);
  }

  /** All files with their texts. */
  texts(): Record<string, string> {
    const files = [...this.#nodes].flatMap(([path, text]) =>
      text === undefined ? [] : [[path, text] as const],
    );
    return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async list(path: string, signal: AbortSignal): Promise<SideEntry[]> {
    await this.#begin(`list ${path}`, signal);
    const children = [...this.#nodes.keys()].filter((one) => one !== '/' && parentOf(one) === path);
    return children.map((child) => this.#entry(child));
  }

  async find(path: string, signal: AbortSignal): Promise<SideEntry | undefined> {
    await this.#begin(`find ${path}`, signal);
    return this.#nodes.has(path) ? this.#entry(path) : undefined;
  }

  content(path: string, { size }: SideEntry): Content {
    const text = this.#nodes.get(path) ?? '';
    return {
      size,
      modified: 1_000,
      async *open() {
        await Promise.resolve();
        yield new TextEncoder().encode(text);
      },
    };
  }

  async put({ path, content, onProgress }: Put, signal: AbortSignal): Promise<Arrived> {
    this.puts.now += 1;
    this.puts.most = Math.max(this.puts.most, this.puts.now);
    try {
      await this.#begin(`put ${path}`, signal);
      let text = '';
      for await (const chunk of content.open(signal)) {
        text += new TextDecoder().decode(chunk);
        onProgress(text.length);
      }
      this.#nodes.set(path, text);
      return { bytes: text.length };
    } finally {
      this.puts.now -= 1;
    }
  }

  async makeFolder(path: string, signal: AbortSignal): Promise<void> {
    await this.#begin(`make ${path}`, signal);
    if (!this.#nodes.has(path)) this.#nodes.set(path, undefined);
  }

  childOf(folder: string, name: string): string {
    return childOf(folder, name);
  }

  nameProblem(name: string): RemoteError | undefined {
    return isSafeName(name) ? undefined : new RemoteError('unsafe', `${name} is no name`);
  }

  nameKey(name: string): string {
    return name.toLowerCase();
  }

  async #begin(call: string, signal: AbortSignal): Promise<void> {
    this.calls.push(call);
    await this.before(call, signal);
    if (signal.aborted) throw new RemoteError('aborted', `${call} was cancelled`);
  }

  #entry(path: string): SideEntry {
    const text = this.#nodes.get(path);
    const name = nameOf(path);
    return text === undefined
      ? { name, type: 'directory' }
      : { name, type: 'file', size: text.length };
  }
}

/** Makes a side fail at one call, as often as is said. */
export function failing(call: string, error: RemoteError, times = 1): MemorySide['before'] {
  let left = times;
  return (one) => {
    if (one !== call || left === 0) return;
    left -= 1;
    throw error;
  };
}

/** Holds back a side at one call until it is opened or the caller gives up. */
export function held(call: string): { before: MemorySide['before']; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const before: MemorySide['before'] = (one, signal) => {
    if (one !== call) return undefined;
    const aborted = new Promise<void>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(isRemoteError(signal.reason) ? signal.reason : new RemoteError('aborted', call));
      });
    });
    return Promise.race([opened, aborted]);
  };
  return {
    before,
    open: () => {
      open();
    },
  };
}
