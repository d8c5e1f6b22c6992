import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { type RemoteError } from '../../base/remote-error.js';
import { withoutLinks } from '../../base/without-links.js';
import { type Connection } from '../../remote/connection.js';
import { remediesFor, type Remedy, reportOf } from '../../remote/remedies.js';
import { manageTrust, manageTrustTitle } from '../workspace-trust.js';
import { type Connections, type UnusableName } from './connections.js';

const syncSetting = 'ftpWorkspaces.sync';

/** A failure as a message, and what can be done about it. */
export interface Notice {
  /** While a notice with this key stands, no second one appears. */
  key: string;
  error: RemoteError;
  text: string;
  actions: readonly NoticeAction[];
}

/** A button of a message. */
export interface NoticeAction {
  title: string;
  run: () => unknown;
}

/** Tells of each failure once, however many calls it has failed. */
export class FailureNotices {
  readonly #announced = new WeakSet<RemoteError>();
  readonly #standing = new Set<string>();
  /** Connections that are tried in the background. */
  readonly #hushes = new Set<{ name: string }>();
  readonly #toldNames = new Set<string>();

  /** Tells of what goes wrong with `connections`. */
  follow(connections: Connections): vscode.Disposable {
    this.#tellSecrets(connections);
    return vscode.Disposable.from(
      connections.onDidUseUnusable((unusable) => {
        this.nameUnusable(unusable);
      }),
      connections.onDidChangeState((connection) => {
        if (connection.state === 'failed') this.connectionFailed(connection);
      }),
      connections.onDidChangeSettings(() => {
        this.#toldNames.clear();
        this.#tellSecrets(connections);
      }),
    );
  }

  /** Runs what nobody has asked for just now: that a connection still fails is not told again. */
  async whileHushed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const hush = { name };
    this.#hushes.add(hush);
    try {
      return await work();
    } finally {
      this.#hushes.delete(hush);
    }
  }

  connectionFailed(connection: Connection): void {
    const { error, name } = connection;
    if (error === undefined) return;
    if ([...this.#hushes].some((hush) => hush.name === name)) {
      this.#announced.add(error);
      return;
    }
    const remedies = remediesFor(error);
    if (remedies.length === 0) return;
    const actions = remedies.map((remedy) => toAction(remedy, name));
    void this.show({ key: name, error, text: `${name}: ${describeError(error)}`, actions });
  }

  listingFailed({ authority, path }: vscode.Uri, error: RemoteError): void {
    if (!reportOf(error.kind).reportsListing) return;
    const reason = describeError(error);
    const text = vscode.l10n.t('{0}: The folder {1} cannot be shown. {2}', authority, path, reason);
    const actions = [toAction('show-traffic', authority)];
    void this.show({ key: `${authority}${path}`, error, text, actions });
  }

  /** A name that is no connection is told of once, until the settings change. */
  nameUnusable({ name, error }: UnusableName): void {
    if (this.#toldNames.has(name)) return;
    this.#toldNames.add(name);
    const edit = run('ftpWorkspaces.editConnections', vscode.l10n.t('Open Settings'));
    // Nothing else in a profile is unsafe but a secret.
    const more = error.kind === 'unsafe' ? secretActions(name) : trustActions();
    const actions = [...more, edit];
    void this.show({ key: name, error, text: describeError(error), actions });
  }

  /** The setting of the sync mappings makes no sense. */
  mappingsSenseless(error: RemoteError): void {
    const edit = run('workbench.action.openSettings', vscode.l10n.t('Open Settings'), syncSetting);
    void this.show({ key: syncSetting, error, text: describeError(error), actions: [edit] });
  }

  /** A secret in the settings is told of before anybody uses its connection. */
  #tellSecrets(connections: Connections): void {
    for (const { name, error } of connections.list()) {
      if (error?.kind === 'unsafe') this.nameUnusable({ name, error });
    }
  }

  async show({ key, error, text, actions }: Notice): Promise<void> {
    if (this.#announced.has(error)) return;
    this.#announced.add(error);
    if (this.#standing.has(key)) return;
    this.#standing.add(key);
    const titles = actions.map(({ title }) => title);
    const chosen = await vscode.window.showErrorMessage(withoutLinks(text), ...titles);
    this.#standing.delete(key);
    await actions.find(({ title }) => title === chosen)?.run();
  }
}

/** The button that brings the trace. */
export function showTraffic(): NoticeAction {
  return run('ftpWorkspaces.showTraffic', vscode.l10n.t('Show Traffic'));
}

function toAction(remedy: Remedy, name: string): NoticeAction {
  switch (remedy) {
    case 'retry':
      return run('ftpWorkspaces.connect', vscode.l10n.t('Retry'), name);
    case 'enter-password':
      return run('ftpWorkspaces.connect', vscode.l10n.t('Enter Password…'), name);
    case 'show-certificate':
      return run('ftpWorkspaces.showCertificate', vscode.l10n.t('Show Certificate…'), name);
    case 'test':
      return run('ftpWorkspaces.testConnection', vscode.l10n.t('Test Connection'), name);
    case 'show-traffic':
      return showTraffic();
  }
}

function secretActions(name: string): NoticeAction[] {
  return [
    run('ftpWorkspaces.moveSecrets', vscode.l10n.t('Move to Secret Storage'), name),
    run('ftpWorkspaces.removeSecrets', vscode.l10n.t('Remove'), name),
  ];
}

/** The workspace may bring the name along, and is not asked before it is trusted. */
function trustActions(): NoticeAction[] {
  return vscode.workspace.isTrusted ? [] : [{ title: manageTrustTitle(), run: manageTrust }];
}

function run(command: string, title: string, ...args: string[]): NoticeAction {
  return { title, run: () => vscode.commands.executeCommand(command, ...args) };
}
