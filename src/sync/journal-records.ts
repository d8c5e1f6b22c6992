// The journal's records, and what they come to when they are read one after another.
import { type Agreement, isSameLocal, type SideState } from './facts.js';
import { baseOf, folderOf, isBelow } from './scan.js';

/** A change that was about to be made; without an agreement after it, nobody knows whether it was. */
export interface Intent {
  id: string;
  kind: 'upload' | 'download' | 'delete-local' | 'delete-remote';
  path: string;
  /** SHA-256 of the content that both sides have once it is done. */
  hash?: string;
}

/** How a local path stood when the user wanted the server to stay as it is; null: nothing stood there. */
export interface PassedOver {
  path: string;
  local: SideState | null;
}

/** One line of the journal. */
export type JournalRecord =
  | { begin: Intent }
  | { agree: readonly Agreement[]; intent?: string }
  | { forget: string; intent?: string }
  /** The intent came to nothing, or what it did was understood otherwise. */
  | { drop: string }
  | { passOver: readonly PassedOver[] };

/** What a journal's records come to. */
export class JournalState {
  readonly #folders = new Map<string, Map<string, Agreement>>();
  readonly #intents = new Map<string, Intent>();
  readonly #passedOver = new Map<string, PassedOver>();
  #count = 0;

  /** Agreements on files. */
  get count(): number {
    return this.#count;
  }

  get intents(): readonly Intent[] {
    return [...this.#intents.values()];
  }

  get(path: string): Agreement | undefined {
    return this.#folders.get(folderOf(path))?.get(baseOf(path));
  }

  children(folder: string): readonly Agreement[] {
    return [...(this.#folders.get(folder)?.values() ?? [])];
  }

  /** Whether the user wanted the server to stay as it is when this stood at the path. */
  isPassedOver(path: string, now: SideState | undefined): boolean {
    const then = this.#passedOver.get(path);
    if (then === undefined) return false;
    if (then.local === null || now === undefined) return then.local === null && now === undefined;
    return isSameLocal(then.local, now);
  }

  /** Takes a record in; what is no record of ours has no meaning. */
  apply(record: JournalRecord): void {
    if ('begin' in record) this.#intents.set(record.begin.id, record.begin);
    else if ('agree' in record) for (const one of record.agree) this.#set(one);
    else if ('forget' in record) this.#forget(record.forget);
    else if ('passOver' in record)
      for (const one of record.passOver) this.#passedOver.set(one.path, one);
    else this.#intents.delete(record.drop);
    const isEnd = 'agree' in record || 'forget' in record;
    if (isEnd && record.intent !== undefined) this.#intents.delete(record.intent);
  }

  /** Few records that come to the same. */
  *records(): Generator<JournalRecord> {
    for (const agreed of this.#folders.values()) yield { agree: [...agreed.values()] };
    for (const intent of this.#intents.values()) yield { begin: intent };
    if (this.#passedOver.size > 0) yield { passOver: [...this.#passedOver.values()] };
  }

  #set(agreement: Agreement): void {
    this.#passedOver.delete(agreement.path);
    const folder = folderOf(agreement.path);
    this.#setAbove(folder, agreement.at);
    const known = this.#folders.get(folder) ?? new Map<string, Agreement>();
    const name = baseOf(agreement.path);
    const before = known.get(name);
    if (before?.type === 'directory' && agreement.type === 'file') this.#forget(agreement.path);
    this.#count += (agreement.type === 'file' ? 1 : 0) - (before?.type === 'file' ? 1 : 0);
    known.set(name, agreement);
    this.#folders.set(folder, known);
  }

  /** Where both sides have a file, they have the folders around it. */
  #setAbove(folder: string, at: number): void {
    if (folder === '' || this.get(folder)?.type === 'directory') return;
    const type = 'directory';
    this.#set({ path: folder, type, local: { type }, remote: { type }, at });
  }

  /** A path, and all below it. */
  #forget(path: string): void {
    this.#passedOver.delete(path);
    const siblings = this.#folders.get(folderOf(path));
    const known = siblings?.get(baseOf(path));
    if (known === undefined || siblings === undefined) return;
    siblings.delete(baseOf(path));
    if (siblings.size === 0) this.#folders.delete(folderOf(path));
    if (known.type === 'file') {
      this.#count -= 1;
      return;
    }
    for (const [folder, agreed] of this.#folders) {
      if (!isBelow(folder, path)) continue;
      this.#count -= [...agreed.values()].filter(({ type }) => type === 'file').length;
      this.#folders.delete(folder);
    }
  }
}

/** Whether a value from the disk is a record; its checksum has shown that we have written it. */
export function isJournalRecord(value: unknown): value is JournalRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['begin', 'agree', 'forget', 'drop', 'passOver'].some((key) => key in value)
  );
}
