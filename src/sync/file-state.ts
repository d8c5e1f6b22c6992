import { type LocalChange } from './local-change.js';

/** How a file stands between here and there. */
export type FileState =
  | { state: 'pending'; reason?: string }
  | { state: 'uploading' | 'in-sync' }
  | { state: 'failed' | 'conflict' | 'remote-newer'; reason: string; error?: unknown };

const mostFinished = 10_000;

/** The files that were brought up lately. */
export class FinishedFiles {
  readonly #keys = new Set<string>();

  add({ kind, pair, path }: LocalChange): void {
    this.#keys.delete(keyOf(pair, path));
    if (kind !== 'delete') this.#keys.add(keyOf(pair, path));
    // The oldest go first.
    const [oldest] = this.#keys;
    if (this.#keys.size > mostFinished && oldest !== undefined) this.#keys.delete(oldest);
  }

  stateOf(pair: string, path: string): FileState | undefined {
    return this.#keys.has(keyOf(pair, path)) ? { state: 'in-sync' } : undefined;
  }
}

function keyOf(pair: string, path: string): string {
  return `${pair}\n${path}`;
}
