import * as vscode from 'vscode';
import { type RemoteFiles } from '../../remote/remote-files.js';
import { LocalSide } from '../../transfers/local-side.js';
import { downloadOrders, uploadOrders } from '../../transfers/orders.js';
import { RemoteSide } from '../../transfers/remote-side.js';
import { type Side } from '../../transfers/side.js';
import { type Transfer } from '../../transfers/transfer.js';
import { TransferQueue } from '../../transfers/transfer-queue.js';
import { type Connections } from '../connections/connections.js';
import { type Questions } from '../questions.js';
import { type ChangeBatch } from '../workspace/change-batch.js';
import { type RemotePlace, toUri } from '../remote-uri.js';

/** Progress is told often; people read it a few times a second. */
const announceMs = 250;
/** Rates and times change by themselves while something runs. */
const tickMs = 1_000;
const settingsSection = 'ftpWorkspaces.transfer';

/** What transfers work with. */
export interface TransferSources {
  connections: Connections;
  changes: ChangeBatch;
  questions: Questions;
}

/** The window's queue of transfers, and when it has changed. */
export class Transfers implements vscode.Disposable {
  readonly queue: TransferQueue;
  readonly #connections: Connections;
  readonly #changes: ChangeBatch;
  readonly #local = new LocalSide();
  readonly #remotes = new WeakMap<RemoteFiles, RemoteSide>();
  readonly #change = new vscode.EventEmitter<undefined>();
  readonly #end = new vscode.EventEmitter<Transfer>();
  readonly onDidChange = this.#change.event;
  readonly onDidEnd = this.#end.event;
  #timer: NodeJS.Timeout | undefined;
  #ticking: NodeJS.Timeout | undefined;

  constructor({ connections, changes, questions }: TransferSources) {
    this.#connections = connections;
    this.#changes = changes;
    this.queue = new TransferQueue({
      sideOf: (connection) => this.#sideOf(connection),
      settings: readSettings,
      ask: (question, signal) => questions.replace(question, signal),
      onChange: () => {
        this.#timer ??= setTimeout(() => {
          this.#announce();
        }, announceMs);
      },
      onEnd: (transfer) => {
        this.#end.fire(transfer);
      },
    });
  }

  /** Brings remote files and folders into a local folder. */
  download(places: readonly RemotePlace[], folder: string): void {
    this.queue.add(downloadOrders(places, folder, this.#local));
  }

  /** Brings local files and folders into a remote folder. */
  upload(files: readonly string[], target: RemotePlace): void {
    this.queue.add(uploadOrders(files, target, this.#sideOf(target.connection)));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#ticking);
    this.#change.dispose();
    this.#end.dispose();
  }

  #sideOf(name: string | undefined): Side {
    if (name === undefined) return this.#local;
    const { files } = this.#connections.get(name);
    const known = this.#remotes.get(files) ?? this.#remoteSide(name, files);
    this.#remotes.set(files, known);
    return known;
  }

  #remoteSide(connection: string, files: RemoteFiles): RemoteSide {
    return new RemoteSide(files, ({ path, isNew }) => {
      const type = isNew ? vscode.FileChangeType.Created : vscode.FileChangeType.Changed;
      this.#changes.add({ type, uri: toUri({ connection, path }) });
    });
  }

  #announce(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#ticking);
    this.#timer = undefined;
    this.#change.fire(undefined);
    const isRunning = this.queue.list().some(({ state }) => state === 'running');
    if (!isRunning) return;
    this.#ticking = setTimeout(() => {
      this.#announce();
    }, tickMs);
  }
}

function readSettings(): { maxConcurrent: number; preserveTimestamps: boolean } {
  const settings = vscode.workspace.getConfiguration(settingsSection);
  return {
    maxConcurrent: Math.max(1, settings.get('maxConcurrent', 3)),
    preserveTimestamps: settings.get('preserveTimestamps', false),
  };
}
