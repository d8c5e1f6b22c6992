import type { Page } from 'playwright-core';
import { until } from '../../until.js';
import type { PageElement } from './page-element.js';

export interface Notification {
  readonly severity: 'error' | 'warning' | 'info' | undefined;
  readonly message: string;
  readonly buttons: readonly string[];
}

export interface Dialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

const waitMs = 15_000;
/** VS Code pops up three within 800 ms at most; further ones are in the notification centre alone. */
const hiddenMs = 1_500;

/** Notifications and modal dialogs. */
export class Messages {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Notifications on screen, in the corner or in the notification centre. */
  notifications(): Promise<Notification[]> {
    const items = this.#page.locator(
      '.notifications-toasts .notification-list-item, .notifications-center .notification-list-item',
    );
    return items.evaluateAll((elements: PageElement[]) => {
      const severities = ['error', 'warning', 'info'] as const;
      return elements.map((item) => ({
        severity: severities.find((name) => item.querySelector(`.codicon-${name}`) !== null),
        message: item.querySelector('.notification-list-item-message')?.textContent ?? '',
        buttons: [...item.querySelectorAll('.monaco-button')].map((button) =>
          (button.textContent ?? '').trim(),
        ),
      }));
    });
  }

  waitForNotification(text: string, limitMs = waitMs): Promise<Notification> {
    const begun = performance.now();
    return until(`a notification with "${text}"`, limitMs, async () => {
      const shown = await this.notifications();
      const found = shown.find(({ message }) => message.includes(text));
      if (found === undefined && performance.now() - begun > hiddenMs) await this.#openCentre();
      return found;
    });
  }

  /** Clicks a button of a notification. */
  async answerNotification(button: string): Promise<void> {
    const buttons = this.#page.locator('.notification-list-item .monaco-button');
    await buttons.filter({ hasText: button }).first().click();
  }

  async waitUntilNoNotification(text: string): Promise<void> {
    await until(`the notification "${text}" to go`, waitMs, async () => {
      return !(await this.notifications()).some(({ message }) => message.includes(text));
    });
  }

  async #openCentre(): Promise<void> {
    const isOpen = (await this.#page.locator('.notifications-center.visible').count()) > 0;
    if (!isOpen) await this.#page.locator('[id="status.notifications"]').click();
  }

  /** The modal dialog on screen, if any. None is shown in a window that runs tests. */
  async dialog(): Promise<Dialog | undefined> {
    const boxes = this.#page.locator('.monaco-dialog-box:visible');
    const [dialog] = await boxes.evaluateAll((elements: PageElement[]) =>
      elements.map((box) => ({
        message: box.querySelector('.dialog-message-text')?.textContent ?? '',
        detail: box.querySelector('.dialog-message-detail')?.textContent ?? '',
        buttons: [...box.querySelectorAll('.dialog-buttons .monaco-button')].map((button) =>
          (button.textContent ?? '').trim(),
        ),
      })),
    );
    return dialog;
  }

  waitForDialog(limitMs = waitMs): Promise<Dialog> {
    return until('a dialog', limitMs, () => this.dialog());
  }

  async answerDialog(button: string): Promise<void> {
    const buttons = this.#page.locator('.monaco-dialog-box .dialog-buttons .monaco-button');
    await buttons.filter({ hasText: button }).first().click();
  }
}
