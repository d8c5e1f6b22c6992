import type { Locator, Page } from 'playwright-core';
import { until } from '../../until.js';
import { exactly, type PageElement } from './page-element.js';

export interface EditorTab {
  readonly label: string;
  readonly aria: string;
  readonly isActive: boolean;
  readonly isDirty: boolean;
}

const waitMs = 15_000;

/** The editors and their tabs. */
export class Editors {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  tabs(): Promise<EditorTab[]> {
    return this.#page.locator('.tabs-container .tab').evaluateAll((tabs: PageElement[]) =>
      tabs.map((tab) => ({
        label: tab.getAttribute('data-resource-name') ?? '',
        aria: tab.getAttribute('aria-label') ?? '',
        isActive: tab.classList.contains('active'),
        isDirty: tab.classList.contains('dirty'),
      })),
    );
  }

  /** Waits until the active editor is the one of this file and shows its text. */
  async waitForActive(label: string): Promise<void> {
    await until(`an editor of "${label}"`, waitMs, async () => {
      const active = (await this.tabs()).find((tab) => tab.isActive);
      return active?.label === label && (await this.#editor.locator('.view-line').count()) > 0;
    });
  }

  /** The lines of the active editor that are on screen. */
  text(): Promise<string> {
    return visibleLines(this.#editor);
  }

  /** Types at the end of the active editor. */
  async typeAtEnd(text: string): Promise<void> {
    await this.#editor.locator('.view-lines').first().click();
    await this.#page.keyboard.press('Control+End');
    await this.#page.keyboard.insertText(text);
  }

  /** Types a text in place of the whole text. */
  async replaceText(text: string): Promise<void> {
    await this.#editor.locator('.view-lines').first().click();
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.insertText(text);
  }

  /** Presses the keys that save. What comes of it may be a save, a message or a question. */
  async pressSave(): Promise<void> {
    await this.#page.keyboard.press('Control+S');
  }

  /** Saves, and waits until nothing is left to be saved. */
  async save(): Promise<void> {
    await this.pressSave();
    await this.waitUntilSaved();
  }

  async waitUntilSaved(): Promise<void> {
    await until('the editor to be saved', waitMs, async () => {
      return !(await this.tabs()).some((tab) => tab.isActive && tab.isDirty);
    });
  }

  /** Waits until the language of the active editor colours its text. */
  async waitUntilColored(): Promise<void> {
    const coloured = this.#editor.locator('.view-line [class*="mtk"]:not(.mtk1)');
    await until('colours', waitMs, async () => (await coloured.count()) > 0);
  }

  /** What the editor "Running Extensions" says of one; empty until it does. */
  async runningExtension(name: string): Promise<string> {
    // Only what is in view is drawn: there must be room for all of them.
    await this.#page.setViewportSize(roomForMany);
    const rows = this.#page.locator('.runtime-extensions-editor .monaco-list-row');
    const [text] = await rows.filter({ hasText: name }).allTextContents();
    return text ?? '';
  }

  /** Presses the button of the open editor "Workspace Trust". */
  async trustWorkspace(): Promise<void> {
    const buttons = this.#page.locator('.workspace-trust-editor .monaco-button');
    await buttons
      .filter({ hasText: exactly('Trust') })
      .first()
      .click();
  }

  get #editor(): Locator {
    return this.#page.locator('.editor-instance .monaco-editor').first();
  }
}

const roomForMany = { width: 1280, height: 4000 };

/** The lines that a text editor of the page draws, from top to bottom. */
export async function visibleLines(editor: Locator): Promise<string> {
  await editor.waitFor();
  const lines = await editor
    .locator('.view-line')
    .evaluateAll((elements: PageElement[]) =>
      elements.map((line) => ({ top: line.style.top, text: line.textContent ?? '' })),
    );
  lines.sort((a, b) => Number.parseFloat(a.top) - Number.parseFloat(b.top));
  return lines.map(({ text }) => text.replaceAll('\u00a0', ' ')).join('\n');
}
