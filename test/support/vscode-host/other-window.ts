import type { Dialog, Notification } from './ui/messages.js';
import type { EditorTab } from './ui/editors.js';
import type { Ui } from './ui/ui.js';

/** A second window of the same user. It runs no tests, so it shows dialogs. */
export class OtherWindow {
  readonly #open: (folder: string | undefined) => Promise<Ui>;
  #ui: Ui | undefined;

  constructor(open: (folder: string | undefined) => Promise<Ui>) {
    this.#open = open;
  }

  /** On the connection `demo`, or on a local folder. */
  async open(folder?: string): Promise<void> {
    this.#ui = await this.#open(folder);
    await this.#ui.ready();
  }

  /** Loads the window anew, as VS Code's own command does. */
  reload(): Promise<void> {
    return this.#shown.reload();
  }

  async waitForStatus(text: string): Promise<void> {
    await this.#shown.panels.waitForStatus(text);
  }

  /** Opens a file of the Explorer, by the folders above it and its name. */
  async openFile(...labels: string[]): Promise<void> {
    const { trees, editors } = this.#shown;
    const name = labels.at(-1) ?? '';
    for (const folder of labels.slice(0, -1)) await trees.expand(folder);
    await trees.doubleClick(name);
    await editors.waitForActive(name);
  }

  typeAtEnd(text: string): Promise<void> {
    return this.#shown.editors.typeAtEnd(text);
  }

  save(): Promise<void> {
    return this.#shown.editors.save();
  }

  pressSave(): Promise<void> {
    return this.#shown.editors.pressSave();
  }

  tabs(): Promise<EditorTab[]> {
    return this.#shown.editors.tabs();
  }

  /** Runs a command by what the palette calls it. */
  runCommand(title: string): Promise<void> {
    return this.#shown.quickInput.runCommand(title);
  }

  /** Picks an entry of the open quick pick. */
  pick(text: string): Promise<void> {
    return this.#shown.quickInput.pick(text);
  }

  /** Accepts what the open box holds. */
  async accept(title: string): Promise<void> {
    await this.#shown.quickInput.waitFor(title);
    await this.#shown.press('Enter');
  }

  /** Leaves the open box. */
  async cancel(title: string): Promise<void> {
    await this.#shown.quickInput.waitFor(title);
    await this.#shown.quickInput.cancel();
  }

  async waitForRow(label: string): Promise<void> {
    await this.#shown.trees.waitForRow(label);
  }

  waitForNotification(text: string, limitMs: number): Promise<Notification> {
    return this.#shown.messages.waitForNotification(text, limitMs);
  }

  waitForDialog(): Promise<Dialog> {
    return this.#shown.messages.waitForDialog();
  }

  answerDialog(button: string): Promise<void> {
    return this.#shown.messages.answerDialog(button);
  }

  /** Closes it as a user does: whoever has a say in it is asked. */
  async closeAsUser(): Promise<void> {
    await this.#shown.closeAsUser();
    this.#ui = undefined;
  }

  async close(): Promise<void> {
    await this.#ui?.close();
    this.#ui = undefined;
  }

  get #shown(): Ui {
    if (this.#ui === undefined) throw new Error('the other window is not open');
    return this.#ui;
  }
}
