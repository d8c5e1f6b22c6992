import * as vscode from 'vscode';
import {
  effectiveConnections,
  scopeOf,
  type SettingsLayers,
  type SettingsScope,
  withName,
  withoutName,
} from '../../remote/connection-settings.js';
import { connectionsSetting, temporaryKey } from './connection-places.js';
import {
  currentTemporaries,
  type Temporaries,
  withTemporary,
} from '../../remote/temporary-connections.js';

const section = 'ftpWorkspaces';
const key = 'connections';

const targets: Record<SettingsScope, vscode.ConfigurationTarget> = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
};

/** Where connections stand: the settings, and for a while a state of ours. */
export class ConnectionStore implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #change = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#change.event;

  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#subscriptions = vscode.Disposable.from(
      this.#change,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(connectionsSetting)) this.#change.fire();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#change.fire();
      }),
    );
  }

  /** The connections in each place, as they stand. */
  layers(): SettingsLayers {
    const settings = vscode.workspace.getConfiguration(section).inspect(key);
    return {
      temporary: currentTemporaries(this.#state.get(temporaryKey), Date.now()),
      user: settings?.globalValue,
      workspace: settings?.workspaceValue,
      isTrusted: vscode.workspace.isTrusted,
    };
  }

  /** All connections that count, by name. */
  all(): Record<string, unknown> {
    return effectiveConnections(this.layers());
  }

  /** Writes a profile where that name stands, or into the user's settings. */
  async write(name: string, profile: unknown): Promise<void> {
    const layers = this.layers();
    const scope = scopeOf(name, layers);
    const isTemporary = scope === undefined && Object.hasOwn(this.all(), name);
    if (isTemporary) await this.writeTemporary(name, profile);
    else await this.writeTo(scope ?? 'user', name, profile);
  }

  async writeTo(scope: SettingsScope, name: string, profile: unknown): Promise<void> {
    await update(scope, withName(this.layers()[scope], name, profile));
  }

  async writeTemporary(name: string, profile: unknown): Promise<void> {
    const before: unknown = this.#state.get(temporaryKey);
    await this.#keep(withTemporary(before, { name, profile }, Date.now()));
  }

  /** Removes the connection where it stands. */
  async remove(name: string): Promise<void> {
    const layers = this.layers();
    const scope = scopeOf(name, layers);
    if (scope !== undefined) await update(scope, withoutName(layers[scope], name));
    else await this.#keep(withTemporary(this.#state.get(temporaryKey), { name }, Date.now()));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #keep(temporaries: Temporaries): Promise<void> {
    await this.#state.update(temporaryKey, temporaries);
    this.#change.fire();
  }
}

async function update(scope: SettingsScope, value: object): Promise<void> {
  // The last connection takes the setting with it.
  const rest = Object.keys(value).length === 0 ? undefined : value;
  await vscode.workspace.getConfiguration(section).update(key, rest, targets[scope]);
}
