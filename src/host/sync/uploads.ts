import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { isRemoteError, RemoteError } from '../../base/remote-error.js';
import { AfterBatch } from '../../sync/after-batch.js';
import { isSameRemote } from '../../sync/facts.js';
import { type LocalChange } from '../../sync/local-change.js';
import { type SyncMapping } from '../../sync/mapping.js';
import { type SyncTarget } from '../../sync/sync-target.js';
import { type Deed, UploadIntake } from '../../sync/upload-intake.js';
import { needsUser, UploadQueues } from '../../sync/upload-queues.js';
import { openWindowStore } from '../../sync/window-store.js';
import { type ActivityStatus } from '../activity-status.js';
import { type Connections } from '../connections/connections.js';
import { type FailureNotices, showTraffic } from '../connections/failure-notices.js';
import { Redraw } from '../search/redraw.js';
import { type MappingSettings } from './mapping-settings.js';
import { demandTasks, runTasks } from './run-tasks.js';
import { type Command, type Commands } from './sync-command-names.js';
import { type Syncing } from './syncing.js';
import { UploadDisplay } from './upload-display.js';
import { type UploadActions, UploadNotices } from './upload-notices.js';
import { type BatchCause, type UploadQuestions } from './upload-questions.js';
import { offerHeld, showUploads } from './upload-review.js';
import { UploadSwitches } from './upload-switches.js';
import { deedText, titleOf, uriOfEntry } from './upload-words.js';
import { WatchedFiles } from './watched-files.js';

/** What uploads work with. */
export interface UploadsSources {
  connections: Connections;
  mappings: MappingSettings;
  syncing: Pick<Syncing, 'targets' | 'sessions' | 'merged'>;
  notices: FailureNotices;
  questions: UploadQuestions;
  status: ActivityStatus;
  memory: vscode.Memento;
  /** The folder on this machine for what must outlive the window. */
  storage: string;
  /** What the window is on, the same whenever it is opened. */
  window: string;
}

const hookMs = 1000;

/** Brings what happens in mapped folders to the servers, and tells how that goes. */
export class Uploads implements vscode.Disposable {
  readonly #sources: UploadsSources;
  readonly #end = new AbortController();
  readonly #switches: UploadSwitches;
  readonly #queues: UploadQueues;
  readonly #intake: UploadIntake;
  readonly #display: UploadDisplay;
  readonly #watched: WatchedFiles;
  readonly #afterBatch = new AfterBatch();
  /** Changes about which a question stands. */
  readonly #offered = new Set<string>();
  readonly #commands = this.#makeCommands();
  /** Folders of mappings that were looked through for what changed while no window was open. */
  readonly #lookedBack = new Set<string>();
  readonly #hooks = new Redraw(() => {
    this.#runHooks();
  }, hookMs);
  readonly #subscriptions: vscode.Disposable;

  constructor(sources: UploadsSources) {
    const { mappings, connections, status, notices, memory } = sources;
    this.#sources = sources;
    this.#switches = new UploadSwitches(memory);
    this.#queues = this.#makeQueues();
    this.#intake = this.#makeIntake();
    this.#display = new UploadDisplay({
      queues: this.#queues,
      mappings: () => mappings.get(),
      switches: this.#switches,
      status,
      notices: new UploadNotices(notices, this.#actions()),
    });
    this.#watched = this.#watch();
    this.#subscriptions = vscode.Disposable.from(
      this.#display,
      this.#watched,
      mappings.onDidChange(() => void this.#start()),
      connections.onDidChangeState(({ state }) => {
        if (state === 'connected') this.#connected();
      }),
    );
    if (this.#switches.isPaused) this.#queues.pause();
    void this.#start();
  }

  /** Takes in what was done to local files. */
  async take(deeds: readonly Deed[]): Promise<void> {
    const gone = deeds.flatMap((deed) => {
      if (deed.kind === 'renamed') return [deed.from];
      return deed.kind === 'deleted' ? [deed.path] : [];
    });
    this.#watched.claim(gone);
    if (deeds.length === 0 || !this.#switches.isOn) return;
    await this.#guard(() => this.#intake.take(deeds, this.#end.signal));
    this.#display.savedAgain(deeds.flatMap((deed) => (deed.kind === 'saved' ? [deed.path] : [])));
  }

  /** Runs one of the commands; tells what went wrong. */
  async run(name: keyof Commands<'upload'>, ...args: Parameters<Command>): Promise<void> {
    await this.#guard(() => Promise.resolve(this.#commands[name](...args)));
  }

  /** Cancels what is under way; what is left goes on when the window is opened again. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#queues.close();
  }

  dispose(): void {
    this.#hooks.stop();
    this.#subscriptions.dispose();
  }

  #makeQueues(): UploadQueues {
    const { mappings, syncing, storage, window } = this.#sources;
    return new UploadQueues({
      mappings: () => mappings.get(),
      targetOf: (mapping) => syncing.targets.of(mapping),
      open: (mapping, target, signal) => syncing.sessions.open(mapping, target, signal),
      openStore: (local, signal) => {
        const folder = path.join(storage, 'queues', nameFor(local));
        return openWindowStore({ folder, windowId: nameFor(window) }, signal);
      },
      attempt: (target, work) => this.#attempt(target, work),
      before: ({ hooks }, signal) => demandTasks(hooks.before, signal),
      titleOf,
      onStates: () => {
        this.#display.soon();
      },
      onDone: (mapping, change) => {
        this.#done(mapping, change);
      },
      onStoreFailure: (error) => {
        this.#tell(error);
      },
      now: Date.now,
    });
  }

  #makeIntake(): UploadIntake {
    const { mappings, syncing, questions } = this.#sources;
    return new UploadIntake({
      mappings: () => mappings.get(),
      factsOf: (mapping, signal) => syncing.sessions.of(mapping, signal),
      stateOf: (mapping, at) => this.#queues.stateOf(mapping, at),
      add: (mapping, events, signal) => this.#queues.add(mapping, events, signal),
      addHeld: (mapping, events, signal) => this.#queues.addHeld(mapping, events, signal),
      ask: (changes) => questions.mirror(changes.map(({ event }) => deedText(event))),
      askMany: (deletes) => questions.mirrorMany(deletes),
      onUnknown: (error) => {
        this.#tell(error);
      },
      now: Date.now,
    });
  }

  #watch(): WatchedFiles {
    const { signal } = this.#end;
    return new WatchedFiles({
      mappings: this.#sources.mappings,
      saw: async (paths, isGoneByUs) => {
        if (!this.#switches.isOn) return [];
        return (await this.#guard(() => this.#intake.sawOutside(paths, isGoneByUs, signal))) ?? [];
      },
      hold: (mapping) => void this.#guard(() => this.#queues.hold(mapping)),
      release: (mapping) => void this.#guard(() => this.#release(mapping)),
      signal,
    });
  }

  #makeCommands(): Commands<'upload'> {
    return {
      pauseUploads: () => this.#setPaused(true),
      resumeUploads: () => this.#setPaused(false),
      toggleUploadOnSave: async () => {
        await this.#switches.setOn(!this.#switches.isOn);
        this.#display.soon();
      },
      retryFailedUploads: () => {
        this.#retry();
      },
      showUploads: () => showUploads(this.#queues, this.#actions()),
    };
  }

  #actions(): UploadActions {
    return {
      stillOpen: (entries) => {
        const now = this.#queues.entries().filter(({ state }) => needsUser(state));
        return now.filter(({ change }) => entries.some((one) => one.change.id === change.id));
      },
      retry: (entries) => {
        this.#retry(entries.map(({ change }) => change.id));
      },
      resolve: async (entry, resolution) => {
        await this.#guard(() => this.#queues.resolve(entry, resolution, this.#end.signal));
      },
      compare: async (entry) => {
        await vscode.commands.executeCommand('ftpWorkspaces.compareWithRemote', uriOfEntry(entry));
      },
      merge: async (entry) => {
        await vscode.commands.executeCommand('ftpWorkspaces.mergeWithRemote', uriOfEntry(entry));
      },
      isMerged: (entry) => {
        const merged = this.#sources.syncing.merged.get(uriOfEntry(entry).fsPath);
        return (
          merged !== undefined && entry.there !== undefined && isSameRemote(merged, entry.there)
        );
      },
      showAll: () => showUploads(this.#queues, this.#actions()),
    };
  }

  /** Goes on with what earlier windows have left, and finds what was saved before we listened. */
  async #start(): Promise<void> {
    if (this.#sources.mappings.get().length === 0) return;
    await this.#guard(async () => {
      await this.#queues.start();
      const open = vscode.workspace.textDocuments.filter(
        ({ uri, isDirty }) => uri.scheme === 'file' && !isDirty,
      );
      if (!this.#switches.isOn) return;
      const paths = open.map(({ uri }) => uri.fsPath);
      await this.#intake.missed(paths, usualCause(), this.#end.signal);
    });
    await this.#lookBack();
    for (const batch of this.#queues.held()) void this.#offer(batch.mapping, 'meanwhile');
  }

  /** What builds and git did while no window saw it joins what waits for the user, once a window. */
  async #lookBack(): Promise<void> {
    const { mappings, syncing } = this.#sources;
    const { signal } = this.#end;
    for (const mapping of mappings.get()) {
      const { local, watch } = mapping;
      if (watch.length === 0 || this.#lookedBack.has(local) || !this.#switches.isOn) continue;
      this.#lookedBack.add(local);
      await this.#guard(async () => {
        const session = await syncing.sessions.of(mapping, signal);
        const changed = await session.changedMeanwhile(signal);
        const paths = changed.map((one) => path.posix.join(local, one));
        await this.#intake.changedMeanwhile(paths, signal);
      });
    }
  }

  /** What has failed once in the background is not told of again and again. */
  async #attempt<T>({ connection: name }: SyncTarget, work: () => Promise<T>): Promise<T> {
    const { connections, notices } = this.#sources;
    if (connections.get(name).state !== 'failed') return work();
    return notices.whileHushed(name, work);
  }

  #done(mapping: SyncMapping, change: LocalChange): void {
    this.#afterBatch.add(mapping);
    this.#hooks.soon();
    const file = vscode.Uri.file(path.posix.join(mapping.local, change.path));
    this.#display.uploaded({ name: path.posix.basename(change.path), place: change.pair }, file);
  }

  #runHooks(): void {
    const mappings = this.#sources.mappings.get();
    const ended = this.#afterBatch.takeEnded(mappings, (one) => this.#queues.isBusy(one));
    for (const { hooks } of ended) {
      void this.#guard(() => runTasks(hooks.after, this.#end.signal));
    }
  }

  async #setPaused(isPaused: boolean): Promise<void> {
    await this.#switches.setPaused(isPaused);
    if (isPaused) this.#queues.pause();
    else this.#queues.resume();
    this.#display.soon();
  }

  #retry(ids?: readonly string[]): void {
    this.#display.forgetTold();
    this.#queues.retry(ids);
  }

  /** A login went through: what was refused for want of one is tried again. */
  #connected(): void {
    const refused = this.#queues.entries().filter(({ state }) => {
      const error = 'error' in state ? state.error : undefined;
      return isRemoteError(error, 'auth') || isRemoteError(error, 'tls');
    });
    this.#queues.retry(refused.map(({ change }) => change.id));
    this.#queues.wake();
  }

  async #release(mapping: SyncMapping): Promise<void> {
    await this.#queues.release(mapping);
    await this.#offer(mapping, 'git');
  }

  async #offer(mapping: SyncMapping, cause: BatchCause): Promise<void> {
    const { questions } = this.#sources;
    const held = this.#queues.held().find((one) => one.mapping.local === mapping.local);
    const changes = (held?.changes ?? []).filter(({ id }) => !this.#offered.has(id));
    if (changes.length === 0) return;
    for (const { id } of changes) this.#offered.add(id);
    const queues = this.#queues;
    const asked = { mapping, changes, cause };
    await this.#guard(() => offerHeld(asked, { queues, questions }, this.#end.signal));
    for (const { id } of changes) this.#offered.delete(id);
  }

  async #guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof RemoteError)) throw error;
    if (error.kind === 'aborted') return;
    const text = vscode.l10n.t('Upload on save: {0}', describeError(error));
    void this.#sources.notices.show({ key: 'uploads', error, text, actions: [showTraffic()] });
  }
}

/** A name on the disk for what may not be one. */
function nameFor(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** How files are saved here, where nobody has seen it. */
function usualCause(): 'automatic' | 'explicit' {
  const autoSave = vscode.workspace.getConfiguration('files').get<string>('autoSave');
  return autoSave === 'off' ? 'explicit' : 'automatic';
}
