import type { Locator, Page } from 'playwright-core';
import { until } from '../../until.js';
import { beginningWith, exactly, type PageElement, quoted } from './page-element.js';

/** A row of a tree, as a person sees it or has it read aloud. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  readonly aria: string;
  readonly level: number;
  /** Undefined for a leaf. */
  readonly isExpanded: boolean | undefined;
  /** Whether its box is ticked; undefined for a row without one. */
  readonly isChecked: boolean | undefined;
}

const waitMs = 15_000;

/** The side bar: view containers, views, and the rows of their trees. */
export class Trees {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Shows a view container by the label of its icon in the activity bar. */
  async openContainer(label: string): Promise<void> {
    const icon = this.#page
      .locator('.activitybar .action-item')
      .filter({ has: this.#page.locator(`.action-label[aria-label^=${quoted(label)}]`) })
      .first();
    await icon.waitFor();
    const [isShown] = await icon.evaluateAll((items: PageElement[]) =>
      items.map((item) => item.classList.contains('checked')),
    );
    // A badge may lie over the icon.
    if (isShown !== true) await icon.locator('.action-label').first().click({ force: true });
  }

  /** What the side bar says it shows. */
  async title(): Promise<string> {
    const title = this.#page.locator('.part.sidebar > .title h2').first();
    return (await title.textContent()) ?? '';
  }

  /** The rows on screen, of one view or of the whole side bar. */
  rows(view?: string): Promise<TreeRow[]> {
    return this.#pane(view)
      .locator('.monaco-list-row')
      .evaluateAll((rows: PageElement[]) =>
        rows.map((row) => {
          const boxOf = (element: PageElement): boolean | undefined => {
            const box = element.querySelector('.custom-view-tree-node-item-checkbox');
            return box === null ? undefined : box.getAttribute('aria-checked') === 'true';
          };
          const parts = row.querySelectorAll('.monaco-icon-name-container, .label-suffix');
          const name = [...parts].map((part) => part.textContent ?? '').join('');
          return {
            label: (name === '' ? (row.textContent ?? '') : name).trim(),
            description: row.querySelector('.label-description')?.textContent ?? '',
            aria: row.getAttribute('aria-label') ?? '',
            level: Number(row.getAttribute('aria-level')),
            isExpanded: row.hasAttribute('aria-expanded')
              ? row.getAttribute('aria-expanded') === 'true'
              : undefined,
            isChecked: boxOf(row),
          };
        }),
      );
  }

  /** Waits for a row, scrolling for it if need be. */
  async waitForRow(label: string, view?: string): Promise<TreeRow> {
    return until(`the row "${label}" to stay`, waitMs, async () => {
      await this.#findRow(label, view);
      // A tree that is drawn anew has no rows for a moment.
      return (await this.rows(view)).find((candidate) => candidate.label === label);
    });
  }

  /** Waits for a mark behind the name of a file, as decorations put it there. */
  async waitForBadge(label: string, badge: string): Promise<void> {
    const row = await this.#findRow(label, undefined);
    await until(`the badge ${badge} on "${label}"`, waitMs, async () => {
      // It is drawn by a style of the label.
      const drawn = await row.locator('.monaco-icon-label').first().evaluate(afterOf);
      return drawn.includes(badge);
    });
  }

  /** Waits until there is no such row on screen. */
  async waitUntilGone(label: string, view?: string): Promise<void> {
    await until(`"${label}" to go`, waitMs, async () => {
      return (await this.#row(label, view).count()) === 0;
    });
  }

  async click(label: string, view?: string): Promise<void> {
    await (await this.#findRow(label, view)).locator('.label-name').first().click();
  }

  /** Clicks a row that is on screen now; whether it stayed there for that. */
  async clickAtOnce(label: string, view?: string): Promise<boolean> {
    try {
      await this.#row(label, view).locator('.label-name').first().click({ timeout: 1_000 });
      return true;
    } catch {
      // The tree was drawn anew.
      return false;
    }
  }

  async doubleClick(label: string, view?: string): Promise<void> {
    await (await this.#findRow(label, view)).locator('.label-name').first().dblclick();
  }

  /** Ticks the box of a row, or takes the tick away. */
  async tick(label: string, view?: string): Promise<void> {
    const row = await this.#findRow(label, view);
    await row.locator('.custom-view-tree-node-item-checkbox').click();
  }

  /** Expands a row and waits until it no longer loads. */
  async expand(label: string, view?: string): Promise<void> {
    const row = await this.#findRow(label, view);
    if ((await row.getAttribute('aria-expanded')) !== 'true') {
      // Not by the mouse: the row may move away while the list fills.
      await row.locator('.monaco-tl-twistie').dispatchEvent('click');
    }
    const started = performance.now();
    await until(`"${label}" to expand`, waitMs, async () => {
      const rows = await this.rows(view);
      const at = rows.findIndex((candidate) => candidate.label === label && candidate.isExpanded);
      const [parent, next] = rows.slice(at, at + 2);
      if (at === -1 || parent === undefined) return false;
      // An empty folder looks like one that is still being read, until that takes too long.
      const loading = await this.#pane(view).locator('.codicon-tree-item-loading').count();
      const isOld = performance.now() - started > 2000 && loading === 0;
      return (next !== undefined && next.level > parent.level) || isOld;
    });
  }

  /** Picks an entry of a row's context menu, or a path through its submenus. */
  async contextMenu(label: string, path: readonly string[], view?: string): Promise<void> {
    await until(`the menu of "${label}"`, waitMs, async () => {
      await (await this.#findRow(label, view)).click({ button: 'right' });
      return this.#isMenuOpen();
    });
    for (const entry of path) await this.#clickMenuItem(entry);
  }

  /** A tree that is drawn anew just then closes its menu again. */
  async #isMenuOpen(): Promise<boolean> {
    const menu = this.#page.locator('.monaco-menu').first();
    try {
      await menu.waitFor({ timeout: 2_000 });
      return true;
    } catch {
      // Not there: the caller clicks once more.
      return false;
    }
  }

  /** Drags a row onto another one. */
  async drag(label: string, target: string, view?: string): Promise<void> {
    const row = await this.#findRow(label, view);
    await row.dragTo(await this.#findRow(target, view));
  }

  /** Clicks a button that a row shows under the mouse. */
  async inlineAction(label: string, action: string, view?: string): Promise<void> {
    const row = await this.#findRow(label, view);
    await row.hover();
    await row
      .locator(`.action-label[aria-label^=${quoted(action)}]`)
      .first()
      .click();
  }

  /** Clicks a button in the title bar of a view. */
  async viewAction(action: string, view: string): Promise<void> {
    const header = this.#pane(view).locator('.pane-header').first();
    const label = `.action-label[aria-label^=${quoted(action)}]:visible`;
    const button = this.#page.locator(`.pane-header ${label}, .composite.title ${label}`).first();
    await until(`the button "${action}" of ${view}`, waitMs, async () => {
      // A view that is alone has no header; its buttons are in the title of the side bar. One that
      // has just come may still move away from under the mouse.
      if (await header.isVisible()) await header.hover({ timeout: 1000 });
      await button.click({ timeout: 1000 });
      return true;
    });
  }

  /** The text of a view that is empty and says what to do. */
  async welcomeText(view: string): Promise<string> {
    return (await this.#pane(view).locator('.welcome-view-content').first().textContent()) ?? '';
  }

  /** Waits for a text above the rows of a view. */
  waitForMessage(text: string, view: string): Promise<string> {
    const message = this.#pane(view).locator('.tree-explorer-viewlet-tree-view > .message');
    return until(`"${text}" above the rows of ${view}`, waitMs, async () => {
      const shown = (await message.textContent()) ?? '';
      return shown.includes(text) && shown;
    });
  }

  /** Names the file or folder that is being made or renamed in the Explorer. */
  async enterName(name: string): Promise<void> {
    const input = this.#page.locator('.explorer-folders-view .monaco-inputbox input').first();
    await input.waitFor();
    await input.fill(name);
    await this.#page.keyboard.press('Enter');
    await input.waitFor({ state: 'detached' });
  }

  #pane(view: string | undefined): Locator {
    if (view === undefined) return this.#page.locator('.part.sidebar');
    const title = this.#page.locator('.pane-header .title', { hasText: beginningWith(view) });
    return this.#page.locator('.pane').filter({ has: title });
  }

  #row(label: string, view: string | undefined): Locator {
    const name = this.#page.locator('.label-name', { hasText: exactly(label) });
    return this.#pane(view).locator('.monaco-list-row').filter({ has: name }).first();
  }

  /** Only rows on screen exist. Where one does not, the list is scrolled from its top to its end. */
  async #findRow(label: string, view: string | undefined): Promise<Locator> {
    const row = this.#row(label, view);
    let looks = 0;
    try {
      await until(`the row "${label}"`, waitMs, async () => {
        looks += 1;
        if (await row.isVisible()) return true;
        // A list that is still filling is given a moment before it is moved.
        if (looks > 20 && looks % 4 === 0) await this.#scroll(view, looks % 80 === 24);
        return false;
      });
    } catch (error) {
      const labels = (await this.rows(view)).map((candidate) => candidate.label);
      throw new Error(`${String(error)}; there are ${JSON.stringify(labels)}`, { cause: error });
    }
    return row;
  }

  async #scroll(view: string | undefined, toTop: boolean): Promise<void> {
    const box = await this.#pane(view).locator('.monaco-list').first().boundingBox();
    if (box === null) return;
    await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.#page.mouse.wheel(0, toTop ? -1_000_000 : box.height / 2);
  }

  async #clickMenuItem(text: string): Promise<void> {
    const items = this.#page.locator('.monaco-menu .action-item:not(.disabled)');
    const item = items.filter({ hasText: beginningWith(text) }).first();
    await item.waitFor();
    // A menu ignores the mouse in its first tenth of a second: click until something comes of it.
    const before = await this.#page.locator('.monaco-menu').count();
    await until(`the menu to take "${text}"`, waitMs, async () => {
      if (await item.isVisible()) await item.click({ timeout: 1000 });
      return (await this.#page.locator('.monaco-menu').count()) !== before;
    });
  }
}

/** What a style draws behind an element. */
function afterOf(element: unknown): string {
  const { getComputedStyle } = globalThis as unknown as {
    getComputedStyle: (element: unknown, pseudo: string) => { content: string };
  };
  return getComputedStyle(element, '::after').content;
}
