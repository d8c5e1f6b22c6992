import { inspect } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { installBrowser } from './install/browser.js';
import { Ui } from './ui/ui.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--mute-audio',
  // It asks nobody for anything.
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--metrics-recording-only',
  // It is as fast when nobody looks.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export interface PageEvents {
  /** A line that the window logs. */
  readonly onLog?: (level: string, text: string) => void;
  /** The tests that the window runs have ended. */
  readonly onExit?: (code: number) => void;
  /** The page is gone, and nothing more will come. */
  readonly onGone?: (reason: string) => void;
}

/** A browser without a screen, for windows of VS Code. */
export class WorkbenchBrowser {
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  static async start(): Promise<WorkbenchBrowser> {
    const installed = await installBrowser();
    const browser = await chromium.launch({
      executablePath: installed.program,
      env: { ...process.env, ...installed.env },
      args: [...flags, ...installed.flags],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    return new WorkbenchBrowser(browser, context);
  }

  private constructor(browser: Browser, context: BrowserContext) {
    this.#browser = browser;
    this.#context = context;
  }

  /** Opens a window. Secrets that it stores are there for the windows after it. */
  async open(address: string, events: PageEvents = {}): Promise<Ui> {
    const page = await this.#context.newPage();
    await listen(page, events);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    return new Ui(page);
  }

  /** What the windows have stored in the browser, but for VS Code's storage of secrets. */
  async storage(): Promise<string> {
    const state = await this.#context.storageState({ indexedDB: true });
    const origins = state.origins.map((origin) => ({
      ...origin,
      localStorage: origin.localStorage.filter(({ name }) => name !== 'secrets.provider'),
    }));
    return JSON.stringify(origins);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
  }
}

async function listen(page: Page, events: PageEvents): Promise<void> {
  page.on('crash', () => events.onGone?.('the page crashed'));
  page.on('close', () => events.onGone?.('the page was closed'));
  page.on('pageerror', (error) => events.onLog?.('error', error.message));
  // By these two names the workbench tells how a test run goes.
  await page.exposeFunction('codeAutomationLog', (level: string, values: unknown) => {
    events.onLog?.(level, toText(values));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => events.onExit?.(code));
}

/** The arguments of a `console` call in the extension host: a format and its values. */
function toText(values: unknown): string {
  const list: unknown[] = Array.isArray(values) ? [...(values as unknown[])] : [values];
  const format = typeof list[0] === 'string' ? String(list.shift()) : '';
  const text = format.replace(/%[csdoO]/g, (mark) => {
    const value = list.shift();
    return mark === '%c' ? '' : show(value);
  });
  return [text, ...list.map(show)].join(' ').trim();
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
