import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { until } from '../../until.js';
import { Editors } from './editors.js';
import { Messages } from './messages.js';
import { Panels } from './panels.js';
import { QuickInput } from './quick-input.js';
import { Trees } from './trees.js';

/** One window of VS Code, driven as a person would drive it. */
export class Ui {
  readonly quickInput: QuickInput;
  readonly trees: Trees;
  readonly editors: Editors;
  readonly messages: Messages;
  readonly panels: Panels;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.setDefaultTimeout(15_000);
    this.quickInput = new QuickInput(page);
    this.trees = new Trees(page);
    this.editors = new Editors(page);
    this.messages = new Messages(page);
    this.panels = new Panels(page);
  }

  /** Waits until the workbench stands. */
  async ready(): Promise<void> {
    await this.#page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await until('the workbench to start', 60_000, async () => {
      const marks = "performance.getEntriesByName('code/didStartWorkbench').length";
      return Number(await this.#page.evaluate(marks)) > 0;
    });
  }

  /** Presses keys by name: "Escape", "Control+S". */
  async press(keys: string): Promise<void> {
    await this.#page.keyboard.press(keys);
  }

  /** Writes a picture of the window to a file. */
  async screenshot(file: string): Promise<void> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await this.#page.screenshot({ path: file });
  }

  /** Loads the window anew, as after a crash of the browser's page. */
  async reload(): Promise<void> {
    await this.#page.reload({ waitUntil: 'domcontentloaded' });
    await this.ready();
  }

  /** Closes the window as a user does; fails where it does not let itself be closed. */
  async closeAsUser(): Promise<void> {
    const closed = this.#page.waitForEvent('close');
    await this.#page.close({ runBeforeUnload: true });
    await closed;
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}
