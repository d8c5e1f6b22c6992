import type { Locator, Page } from 'playwright-core';
import { until } from '../../until.js';
import { beginningWith, type PageElement } from './page-element.js';

/** What an open quick pick or input box shows. */
export interface QuickInputContent {
  readonly title: string;
  readonly value: string;
  readonly placeholder: string;
  readonly isPassword: boolean;
  /** The prompt, or what is wrong with the value. */
  readonly message: string;
  readonly items: readonly string[];
}

const waitMs = 15_000;
/** What takes longer has to do with something that is gone. */
const stepMs = 1_000;
const clickMs = 5_000;

/** The command palette, quick picks and input boxes. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is open now, if anything. */
  async current(): Promise<QuickInputContent | undefined> {
    const [content] = await this.#widget.evaluateAll((widgets: PageElement[]) =>
      widgets.map((widget) => {
        const input = widget.querySelector('.quick-input-filter input');
        return {
          title: widget.querySelector('.quick-input-title')?.textContent ?? '',
          value: input?.value ?? '',
          placeholder: input?.placeholder ?? '',
          isPassword: input?.type === 'password',
          message: widget.querySelector('.quick-input-message')?.textContent ?? '',
          items: [...widget.querySelectorAll('.monaco-list-row')].map(
            (row) => row.getAttribute('aria-label') ?? '',
          ),
        };
      }),
    );
    return content;
  }

  /** Waits for one that has `text` in its title, message, placeholder or items. */
  waitFor(text = '', limitMs = waitMs): Promise<QuickInputContent> {
    return until(`a quick input with "${text}"`, limitMs, async () => {
      const content = await this.current();
      if (content === undefined) return undefined;
      const words = [content.title, content.message, content.placeholder, ...content.items];
      return words.join('\n').includes(text) && content;
    });
  }

  /** Runs a command by what the palette calls it: "Category: Title". */
  async runCommand(title: string): Promise<void> {
    const words = title.split(': ').at(-1) ?? title;
    // A view that has just been opened takes the focus when it is there, and that closes the palette.
    await until(`the command "${title}" in the palette`, waitMs, async () => {
      const { value } = (await this.current()) ?? {};
      if (value?.startsWith('>') !== true) await this.#openPalette();
      else if (value !== `>${title}`) await this.#input.fill(`>${title}`, { timeout: stepMs });
      else return this.#clickNow(words);
      return false;
    });
  }

  /** Puts a text into the open box. */
  async type(text: string): Promise<void> {
    await this.#input.waitFor();
    await this.#input.fill(text);
  }

  /** Puts a text into the open box and accepts it. */
  async enter(text: string): Promise<void> {
    await this.type(text);
    await this.#page.keyboard.press('Enter');
  }

  /** Picks the first entry that has this text. */
  async pick(text: string): Promise<void> {
    await this.#clickItem(text, `no entry "${text}"`);
  }

  /** Goes back one step. */
  async back(): Promise<void> {
    await this.#widget.locator('.quick-input-left-action-bar .action-label').first().click();
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }

  /** Waits until nothing is open any more. */
  async waitUntilClosed(limitMs = waitMs): Promise<void> {
    const isClosed = async (): Promise<boolean> => (await this.#widget.count()) === 0;
    await until('the quick input to close', limitMs, isClosed);
  }

  get #widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible');
  }

  get #input(): Locator {
    return this.#widget.locator('.quick-input-filter input');
  }

  async #openPalette(): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.#widget.waitFor({ timeout: stepMs });
  }

  /** Whether the row was clicked: a page that is busy may take the click, and tell of it too late. */
  async #clickNow(text: string): Promise<boolean> {
    const row = this.#row(text);
    await row.waitFor({ timeout: stepMs });
    try {
      await row.click({ timeout: clickMs, noWaitAfter: true });
      return true;
    } catch (error) {
      if ((await this.#widget.count()) > 0) throw error;
      return true;
    }
  }

  #row(text: string): Locator {
    const rows = this.#widget.locator('.monaco-list-row');
    // A name that begins with the text goes before one that only has it somewhere.
    const names = rows.filter({
      has: this.#page.locator('.label-name', { hasText: beginningWith(text) }),
    });
    return names.or(rows.filter({ hasText: text })).first();
  }

  async #clickItem(text: string, complaint: string): Promise<void> {
    const row = this.#row(text);
    try {
      await row.waitFor();
    } catch (error) {
      const items = JSON.stringify((await this.current())?.items);
      throw new Error(`${complaint}; there are ${items}`, { cause: error });
    }
    await row.click();
  }
}
