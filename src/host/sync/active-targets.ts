import * as vscode from 'vscode';
import { currentBranch } from '../../sync/git-changes.js';
import { mappedPath } from '../../sync/mapped-path.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { activeTarget, type SyncTarget } from '../../sync/sync-target.js';
import { type MappingSettings } from './mapping-settings.js';

const memoryKey = 'ftpWorkspaces.targets';

interface TargetItem extends vscode.QuickPickItem {
  name?: string;
}

/** Which target of each mapping counts, in the status bar too. */
export class ActiveTargets implements vscode.Disposable {
  readonly #mappings: MappingSettings;
  readonly #memory: vscode.Memento;
  readonly #item = vscode.window.createStatusBarItem(
    'ftpWorkspaces.target',
    vscode.StatusBarAlignment.Left,
  );
  readonly #change = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  /** Another target of a mapping may count from now on. */
  readonly onDidChange = this.#change.event;

  constructor(mappings: MappingSettings, memory: vscode.Memento) {
    this.#mappings = mappings;
    this.#memory = memory;
    this.#item.name = vscode.l10n.t('FTP Target');
    this.#item.command = 'ftpWorkspaces.switchTarget';
    const draw = (): void => void this.#draw();
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      this.#change,
      mappings.onDidChange(draw),
      vscode.window.onDidChangeActiveTextEditor(draw),
      vscode.window.onDidChangeWindowState(draw),
    );
    draw();
  }

  async of(mapping: SyncMapping): Promise<SyncTarget> {
    const isForBranches = mapping.targets.some(({ branches }) => branches.length > 0);
    const branch = isForBranches ? await currentBranch(mapping.local) : undefined;
    return activeTarget(mapping, { chosen: this.#chosen()[mapping.local], branch });
  }

  /** Lets the user choose the target of a mapping. */
  async choose(mapping: SyncMapping): Promise<void> {
    const active = await this.of(mapping);
    const chosen = this.#chosen()[mapping.local];
    const items: TargetItem[] = mapping.targets.map(
      ({ name, connection, remote, isProduction }) => ({
        name,
        label: `$(${isProduction ? 'warning' : 'cloud'}) ${name}`,
        description: `${connection}: ${remote}`,
        detail: name === active.name ? vscode.l10n.t('active') : '',
      }),
    );
    items.push({
      label: `$(git-branch) ${vscode.l10n.t('By Branch')}`,
      description: vscode.l10n.t('the one for the branch that is checked out, else the first'),
      detail: chosen === undefined ? vscode.l10n.t('active') : '',
    });
    const placeHolder = vscode.l10n.t('Where does {0} go?', mapping.name);
    const picked = await vscode.window.showQuickPick(items, { placeHolder });
    if (picked === undefined) return;
    await this.#memory.update(memoryKey, { ...this.#chosen(), [mapping.local]: picked.name });
    this.#change.fire();
    await this.#draw();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #chosen(): Record<string, string | undefined> {
    return this.#memory.get<Record<string, string | undefined>>(memoryKey, {});
  }

  async #draw(): Promise<void> {
    const mapping = this.#shown();
    if (mapping === undefined) {
      this.#item.hide();
      return;
    }
    const { name, connection, remote, isProduction } = await this.of(mapping);
    const place = `${connection}: ${remote}`;
    this.#item.text = `$(cloud-upload) ${name}`;
    this.#item.tooltip = isProduction
      ? vscode.l10n.t('{0} is synced with {1}, which is in production', mapping.name, place)
      : vscode.l10n.t('{0} is synced with {1}', mapping.name, place);
    this.#item.accessibilityInformation = { label: vscode.l10n.t('FTP target {0}', name) };
    this.#item.backgroundColor = isProduction
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    this.#item.show();
  }

  /** The mapping of the file that is edited, or the only one there is. */
  #shown(): SyncMapping | undefined {
    const mappings = this.#mappings.get();
    const uri = vscode.window.activeTextEditor?.document.uri;
    const edited = uri?.scheme === 'file' ? mappedPath(mappings, uri.fsPath)?.mapping : undefined;
    return edited ?? (mappings.length === 1 ? mappings[0] : undefined);
  }
}
