import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { describeError } from '../../base/describe-error.js';
import { RemoteError } from '../../base/remote-error.js';
import { type SideState } from '../../sync/facts.js';
import { type Direction } from '../../sync/step.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { type Connections } from '../connections/connections.js';
import { type FailureNotices, showTraffic } from '../connections/failure-notices.js';
import { ActiveTargets } from './active-targets.js';
import { uploadChangedSince } from './changed-since.js';
import { compareSides, uriOf } from './compare.js';
import { createMapping } from './create-mapping.js';
import { showKept, undoLast } from './earlier-versions.js';
import { crowdedOutTeller } from './crowded-out.js';
import { workInLocalCopy } from './local-copy.js';
import { type MappingSettings } from './mapping-settings.js';
import { mergeSides } from './merge.js';
import { planCommands } from './plan-commands.js';
import { PlanView } from './plan-view.js';
import { directionWord } from './plan-words.js';
import { lookForChanges, serverChangeCommands } from './server-change-commands.js';
import { ServerChangesView } from './server-changes-view.js';
import { chooseScope, chosenFiles, editedFile } from './sync-choice.js';
import { type Command, type Commands } from './sync-command-names.js';
import { type SyncQuestions } from './sync-questions.js';
import { SyncRuns } from './sync-runs.js';
import { SyncSessions } from './sync-sessions.js';
import { whyIgnored } from './why-ignored.js';

/** What the commands of sync work with. */
export interface SyncingSources {
  connections: Connections;
  mappings: MappingSettings;
  notices: FailureNotices;
  questions: SyncQuestions;
  /** Which targets the user has chosen. */
  memory: vscode.Memento;
  /** The folder on this machine for what must outlive the window. */
  storage: string;
}

type SyncCommands = Commands<'sync' | 'file' | 'plan' | 'serverChange'>;

/** Sync as the user sees it: its commands, the plan, and what changed on the server. */
export class Syncing implements vscode.Disposable {
  readonly targets: ActiveTargets;
  readonly sessions: SyncSessions;
  /** By local path, what a file was merged with last: how it looked on the server. */
  readonly merged = new Map<string, SideState>();
  readonly #sources: SyncingSources;
  readonly #plan = new PlanView();
  readonly #changes = new ServerChangesView();
  readonly #runs: SyncRuns;
  readonly #commands: SyncCommands;
  readonly #kept: vscode.Disposable;

  constructor(sources: SyncingSources) {
    const { connections, mappings, questions, memory, storage } = sources;
    this.#sources = sources;
    this.targets = new ActiveTargets(mappings, memory);
    this.sessions = new SyncSessions({
      connections,
      mappings: () => mappings.get(),
      targetOf: (mapping) => this.targets.of(mapping),
      storage,
      onCrowdedOut: crowdedOutTeller(),
      onBatchFailure: (error) => {
        this.#tellBatchFailure(error);
      },
    });
    this.#runs = new SyncRuns(this.#plan, questions);
    this.#commands = {
      ...this.#syncCommands(),
      ...this.#fileCommands(),
      ...planCommands(this.#plan, this.#runs),
      ...serverChangeCommands(this.#changes, this.#runs),
    };
    this.#kept = vscode.Disposable.from(this.targets, this.#plan, this.#changes);
  }

  /** Runs one of the commands; tells what went wrong. */
  async run(name: keyof SyncCommands, ...args: Parameters<Command>): Promise<void> {
    try {
      await this.#commands[name](...args);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      const id = `ftpWorkspaces.${name}`;
      const retry = (): unknown => vscode.commands.executeCommand(id, ...args);
      this.#tell(error, { id, retry });
    }
  }

  dispose(): void {
    this.#kept.dispose();
  }

  #syncCommands(): Commands<'sync'> {
    const { connections, mappings, questions } = this.#sources;
    const preview = (direction: Direction): Command =>
      this.#withScope((session, scope) => this.#runs.preview(session, { direction, scope }));
    const whole = (work: (session: SyncSession) => unknown): Command =>
      this.#withScope((session) => work(session));
    return {
      syncToRemote: preview('to-remote'),
      syncToLocal: preview('to-local'),
      syncBoth: preview('both'),
      previewSync: this.#withScope(async (session, scope) => {
        const direction = await chooseDirection();
        if (direction !== undefined) await this.#runs.preview(session, { direction, scope });
      }),
      whatChangedOnServer: this.#withScope((session, scope) =>
        lookForChanges(this.#changes, session, scope),
      ),
      uploadChangedSince: whole((session) => uploadChangedSince(session, this.#runs)),
      undoLastSync: whole((session) => undoLast(session, questions)),
      switchTarget: async () => {
        const edited = editedFile();
        const isMapped = edited !== undefined && mappings.get().length > 1;
        const chosen = await chooseScope(mappings.get(), isMapped ? [edited] : []);
        if (chosen !== undefined) await this.targets.choose(chosen.mapping);
      },
      createSyncMapping: (argument, selected) =>
        createMapping(connections, chosenFiles(argument, selected)[0]),
      workInLocalCopy: (argument) => {
        const folder =
          argument instanceof vscode.Uri && argument.scheme === 'ftp' ? argument : undefined;
        return workInLocalCopy(folder, { sessions: this.sessions, runs: this.#runs, questions });
      },
    };
  }

  #fileCommands(): Commands<'file'> {
    const { questions, mappings } = this.#sources;
    const quick = (direction: Direction): Command =>
      this.#withFiles((session, scope) => this.#runs.quick(session, { direction, scope }));
    return {
      uploadFile: quick('to-remote'),
      downloadFile: quick('to-local'),
      mergeWithRemote: this.#withFiles(async (session, [path = '']) => {
        const there = await mergeSides(session, path);
        if (there !== undefined) this.merged.set(uriOf(session, 'local', path).fsPath, there);
      }),
      compareWithRemote: this.#withFiles((session, [path = '']) => compareSides(session, path)),
      showKeptVersions: this.#withFiles((session, [path = '']) =>
        showKept(session, path, questions),
      ),
      whyIgnored: async (argument, selected) => {
        const file = chosenFiles(argument, selected)[0] ?? editedFile();
        if (file !== undefined) await whyIgnored(mappings.get(), file);
      },
    };
  }

  /** On what was selected in the Explorer, or on one mapping whole. */
  #withScope(work: (session: SyncSession, scope: readonly string[]) => unknown): Command {
    return async (argument, selected) => {
      await this.#on(chosenFiles(argument, selected), work);
    };
  }

  /** On what was selected in the Explorer, or on the file that is edited. */
  #withFiles(work: (session: SyncSession, scope: readonly string[]) => unknown): Command {
    return async (argument, selected) => {
      const files = chosenFiles(argument, selected);
      const edited = editedFile();
      const meant = files.length === 0 && edited !== undefined ? [edited] : files;
      if (meant.length > 0) await this.#on(meant, work);
    };
  }

  async #on(
    files: readonly string[],
    work: (session: SyncSession, scope: readonly string[]) => unknown,
  ): Promise<void> {
    const chosen = await chooseScope(this.#sources.mappings.get(), files);
    if (chosen === undefined) return;
    await work(await this.sessions.of(chosen.mapping, never), chosen.scope);
  }

  #tellBatchFailure(error: unknown): void {
    if (!(error instanceof RemoteError)) throw error;
    const text = vscode.l10n.t('The store of earlier versions: {0}', describeError(error));
    const actions = [showTraffic()];
    void this.#sources.notices.show({ key: 'keptVersions', error, text, actions });
  }

  #tell(error: RemoteError, { id, retry }: { id: string; retry: () => unknown }): void {
    if (error.kind === 'aborted') return;
    const text = vscode.l10n.t('Sync: {0}', describeError(error));
    const actions = [{ title: vscode.l10n.t('Retry'), run: retry }, showTraffic()];
    void this.#sources.notices.show({ key: id, error, text, actions });
  }
}

async function chooseDirection(): Promise<Direction | undefined> {
  const details: [Direction, string][] = [
    ['to-remote', vscode.l10n.t('what is here goes to the server')],
    ['to-local', vscode.l10n.t('what is on the server comes here')],
    ['both', vscode.l10n.t('what changed on either side goes to the other')],
  ];
  const items = details.map(([direction, detail]) => ({
    direction,
    label: directionWord(direction),
    detail,
  }));
  const placeHolder = vscode.l10n.t('Nothing is changed before you have seen the plan');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.direction;
}
