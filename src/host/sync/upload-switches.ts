import * as vscode from 'vscode';

const pausedKey = 'ftpWorkspaces.uploadsPaused';
const offKey = 'ftpWorkspaces.uploadOnSaveOff';

/** Whether saves are taken in, and whether what was taken in goes up: as the user left it. */
export class UploadSwitches {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    this.#tellMenus();
  }

  get isOn(): boolean {
    return !this.#memory.get<boolean>(offKey, false);
  }

  get isPaused(): boolean {
    return this.#memory.get<boolean>(pausedKey, false);
  }

  async setOn(isOn: boolean): Promise<void> {
    await this.#memory.update(offKey, !isOn);
  }

  async setPaused(isPaused: boolean): Promise<void> {
    await this.#memory.update(pausedKey, isPaused);
    this.#tellMenus();
  }

  #tellMenus(): void {
    void vscode.commands.executeCommand('setContext', pausedKey, this.isPaused);
  }
}
