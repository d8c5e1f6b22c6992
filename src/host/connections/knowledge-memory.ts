import type * as vscode from 'vscode';
import { type HostKnowledge } from '../../ftp/index.js';
import { type KnowledgeKeeper } from '../../remote/connection.js';
import { fromRecord, isCurrent, recordKeyOf, toRecord } from '../../remote/knowledge-record.js';
import { type ConnectionProfile } from '../../remote/profile.js';

/** What was learned of servers, kept in a state of VS Code's across windows. */
export class KnowledgeMemory implements KnowledgeKeeper {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  recall(profile: ConnectionProfile): HostKnowledge {
    return fromRecord(this.#state.get(recordKeyOf(profile)), profile, Date.now());
  }

  keep(profile: ConnectionProfile, knowledge: HostKnowledge): void {
    // Where no login has worked nothing was learned.
    if (knowledge.server === undefined) return;
    this.#dropOld();
    const key = recordKeyOf(profile);
    const times = { now: Date.now(), before: this.#state.get(key) };
    void this.#state.update(key, toRecord(profile, knowledge, times));
  }

  #dropOld(): void {
    const now = Date.now();
    const isOld = (key: string): boolean =>
      key.startsWith('knowledge:') && !isCurrent(this.#state.get(key), now);
    for (const key of this.#state.keys().filter(isOld)) void this.#state.update(key, undefined);
  }
}
