import type { Page } from 'playwright-core';
import { until } from '../../until.js';
import { visibleLines } from './editors.js';
import type { PageElement } from './page-element.js';

export interface StatusItem {
  readonly id: string;
  readonly text: string;
  readonly aria: string;
}

/** The status bar and the output panel. */
export class Panels {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  statusBar(): Promise<StatusItem[]> {
    const items = this.#page.locator('.part.statusbar .statusbar-item');
    return items.evaluateAll((elements: PageElement[]) =>
      elements.map((item) => ({
        id: item.id,
        text: (item.textContent ?? '').trim(),
        aria:
          item.getAttribute('aria-label') ??
          item.querySelector('[aria-label]')?.getAttribute('aria-label') ??
          '',
      })),
    );
  }

  waitForStatus(text: string, limitMs = 15_000): Promise<StatusItem> {
    return until(`"${text}" in the status bar`, limitMs, async () => {
      return (await this.statusBar()).find((item) => item.text.includes(text));
    });
  }

  async clickStatus(text: string): Promise<void> {
    const items = this.#page.locator('.part.statusbar .statusbar-item');
    await items.filter({ hasText: text }).first().click();
  }

  /** The lines of the output panel that are on screen. */
  outputText(): Promise<string> {
    return visibleLines(this.#page.locator('.part.panel .monaco-editor').first());
  }
}
