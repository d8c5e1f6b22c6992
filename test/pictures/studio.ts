import fs from 'node:fs';
import { demoSite } from '../support/demo-site.js';
import { freePort } from '../support/free-port.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { inProject } from '../support/project.js';
import { until } from '../support/until.js';
import { packExtension } from '../support/vscode-host/extension-package.js';
import { releases } from '../support/vscode-host/install/releases.js';
import type { Ui } from '../support/vscode-host/ui/ui.js';
import { VscodeServer } from '../support/vscode-host/vscode-server.js';
import { WorkbenchBrowser } from '../support/vscode-host/workbench-browser.js';

/** What a window is on. */
export interface Backdrop {
  /** Whether the settings know connections. */
  readonly isFurnished: boolean;
  readonly workspace?: string;
}

/** The website's folder on the server. */
export const top = 'htdocs';

export const account = { user: 'ada', password: 'a-loaf-a-day' } as const;

/** Photographs as a website has them: of some size, and of no content. */
const photos = ['crust', 'oven', 'market', 'flour', 'counter', 'cat'];
const photoBytes = 4_000_000;

/** FTP servers and VS Code, as the pictures need them. */
export class Studio {
  /** Serves the bakery's website. */
  readonly site: FtpServer;
  /** Has a certificate that nobody vouches for. */
  readonly secure: FtpServer;
  /** As it is before anybody changes it. */
  readonly styleSheet: string;
  /** On this disk, for what is downloaded. */
  readonly localFolder: string;
  readonly #vsix: string;
  readonly #browser: WorkbenchBrowser;
  readonly #running = new Map<boolean, VscodeServer>();

  static async open(): Promise<Studio> {
    const vsix = await packExtension();
    const users = { [account.user]: { password: account.password } };
    const files = { [top]: { ...demoSite(), photos: photoFolder() }, logs: {} };
    const site = await FtpServer.start({ users, files });
    const secure = await FtpServer.start({ users, files: demoSite(), tls: { mode: 'explicit' } });
    return new Studio({ vsix, site, secure, browser: await WorkbenchBrowser.start() });
  }

  private constructor(parts: {
    vsix: string;
    site: FtpServer;
    secure: FtpServer;
    browser: WorkbenchBrowser;
  }) {
    this.site = parts.site;
    this.secure = parts.secure;
    this.styleSheet = parts.site.files.text(`/${top}/css/style.css`) ?? '';
    this.#vsix = parts.vsix;
    this.#browser = parts.browser;
    this.localFolder = inProject('out', 'pictures', 'downloads');
    fs.rmSync(this.localFolder, { recursive: true, force: true });
    fs.mkdirSync(this.localFolder, { recursive: true });
  }

  /** Opens a window. */
  async window({ isFurnished, workspace }: Backdrop): Promise<Ui> {
    const vscode = await this.#vscode(isFurnished);
    const address = vscode.address(workspace === undefined ? {} : { workspace });
    const ui = await this.#browser.open(address);
    await ui.ready();
    return ui;
  }

  /** Takes away what a scene has left: what it did not save would be there in the next window. */
  async clear(ui: Ui): Promise<void> {
    await until('no dialog', 15_000, async () => {
      const isOpen = (await ui.messages.dialog()) !== undefined;
      await ui.press('Escape');
      return !isOpen;
    });
    while ((await ui.editors.tabs()).length > 0) {
      await ui.quickInput.runCommand('View: Revert and Close Editor');
    }
    await ui.close();
    this.site.clearRules();
    this.site.dropAll('fin');
  }

  async close(): Promise<void> {
    await this.#browser.stop();
    for (const vscode of this.#running.values()) await vscode.stop();
    await this.site.stop();
    await this.secure.stop();
  }

  async #vscode(isFurnished: boolean): Promise<VscodeServer> {
    const known = this.#running.get(isFurnished);
    if (known !== undefined) return known;
    const settings = isFurnished ? { 'ftpWorkspaces.connections': await this.#connections() } : {};
    const started = await VscodeServer.start({
      release: releases.newest,
      name: isFurnished ? 'pictures' : 'pictures-empty',
      settings,
      vsix: this.#vsix,
      forTests: false,
    });
    this.#running.set(isFurnished, started);
    return started;
  }

  async #connections(): Promise<Record<string, object>> {
    const { user } = account;
    const { host, port } = this.site;
    return {
      bakery: { host, port, user, root: '/' },
      // Nobody listens there.
      shop: { host, port: await freePort(), user },
    };
  }
}

function photoFolder(): Record<string, Uint8Array> {
  return Object.fromEntries(photos.map((name) => [`${name}.jpg`, new Uint8Array(photoBytes)]));
}
