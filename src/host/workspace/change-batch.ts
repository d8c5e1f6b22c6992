import * as vscode from 'vscode';

/** VS Code lists visible folders again for each batch, so what happens together is told together. */
const collectMs = 10;

/** Collects file changes and announces them in one array. */
export class ChangeBatch implements vscode.Disposable {
  readonly #emitter = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#emitter.event;
  #pending: vscode.FileChangeEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(...changes: vscode.FileChangeEvent[]): void {
    this.#pending.push(...changes);
    this.#timer ??= setTimeout(() => {
      this.#announce();
    }, collectMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#emitter.dispose();
  }

  #announce(): void {
    const changes = this.#pending;
    this.#pending = [];
    this.#timer = undefined;
    this.#emitter.fire(changes);
  }
}
