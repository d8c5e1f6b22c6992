import * as vscode from 'vscode';
import { type TraceEvent } from '../../ftp/index.js';
import { ActivityStatus } from '../activity-status.js';
import { ConnectionCommands } from '../connections/connection-commands.js';
import { ConnectionStore } from '../connections/connection-store.js';
import { Connections } from '../connections/connections.js';
import { ConnectionsView, type ViewSources } from '../connections/connections-view.js';
import { FailureNotices } from '../connections/failure-notices.js';
import { KnowledgeMemory } from '../connections/knowledge-memory.js';
import { SecretPasswords } from '../connections/secret-passwords.js';
import { Importing } from '../import/import-command.js';
import { type Questions } from '../questions.js';
import { Searching } from '../search/searching.js';
import { type SyncPartsSources } from '../sync/sync-parts.js';
import { TrafficChannel } from '../traffic/traffic-channel.js';
import { type ChangeBatch } from '../workspace/change-batch.js';
import { ChangeWatch } from '../workspace/change-watch.js';
import { Conflicts } from '../workspace/conflicts.js';
import { ExplorerRecovery } from '../workspace/explorer-recovery.js';
import { LargeFiles } from '../workspace/large-files.js';
import { RemoteFileSystem } from '../workspace/remote-file-system.js';
import { savingWith } from '../workspace/saving.js';
import { type Commands } from './window-command-names.js';

export interface WindowSources {
  context: vscode.ExtensionContext;
  questions: Questions;
  changes: ChangeBatch;
  views: ViewSources['views'];
}

type Keep = <T extends vscode.Disposable>(disposable: T) => T;
type Known = ReturnType<typeof connectionsOf> & WindowSources & { status: ActivityStatus };

/** All that a window needs once it has to do with a server: each part is told of those it needs. */
export class WindowParts {
  readonly files: RemoteFileSystem;
  readonly view: ConnectionsView;
  readonly actions: ConnectionCommands;
  readonly commands: Commands;
  readonly syncSources: SyncPartsSources;
  readonly #connections: Connections;

  constructor(sources: WindowSources) {
    const { context, changes } = sources;
    const keep: Keep = (disposable) => {
      context.subscriptions.push(disposable);
      return disposable;
    };
    const status = keep(new ActivityStatus());
    const known: Known = { ...sources, ...connectionsOf(sources, keep), status };
    const { connections, notices } = known;
    this.#connections = connections;
    this.files = filesOf(known);
    keep(this.files.follow());
    keep(new ChangeWatch(connections, changes));
    this.view = keep(new ConnectionsView({ ...known, memory: context.globalState }));
    const recovery = keep(new ExplorerRecovery(connections, changes));
    const searching = keep(new Searching({ connections, changes, memory: context.workspaceState }));
    const lookAgain = (): void => {
      this.view.refresh();
      searching.outdate();
      recovery.lookAgain();
    };
    this.actions = keep(new ConnectionCommands({ ...known, lookAgain }));
    this.commands = {
      ...this.actions.commands,
      ...this.view.commands,
      ...searching.commands,
      ...otherCommands(known, keep),
    };
    this.syncSources = syncSourcesOf(known);
    keep(notices.follow(connections));
  }

  /** Cancels the transfers and waits until they are over. */
  async endTransfers(): Promise<void> {
    await this.view.close();
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#connections.close();
  }
}

/** The connections with what they are made of. */
function connectionsOf({ context, questions }: WindowSources, keep: Keep) {
  const passwords = new SecretPasswords(context.secrets);
  const traffic = keep(new TrafficChannel());
  const trace = (name: string, event: TraceEvent): void => {
    traffic.write(name, event);
  };
  const store = keep(new ConnectionStore(context.globalState));
  const conflicts = keep(new Conflicts(questions, (name) => connections.get(name).files));
  const connections: Connections = keep(
    new Connections({
      ...savingWith(conflicts),
      store,
      credentials: passwords,
      knowledge: new KnowledgeMemory(context.globalState),
      trace,
    }),
  );
  return { connections, store, passwords, traffic, trace, notices: new FailureNotices() };
}

function filesOf({ connections, changes, questions, notices }: Known): RemoteFileSystem {
  return new RemoteFileSystem({
    treeOf: (authority) => connections.treeOf(authority),
    changes,
    largeFiles: new LargeFiles(questions),
    onListingFailure: (uri, error) => {
      notices.listingFailed(uri, error);
    },
  });
}

function otherCommands(
  { context, passwords, traffic }: Known,
  keep: Keep,
): Pick<Commands, 'importConnections' | 'showTraffic'> {
  const userFolder = vscode.Uri.joinPath(context.globalStorageUri, '..', '..');
  const importing = keep(new Importing({ passwords, secrets: context.secrets, userFolder }));
  return {
    importConnections: (argument) => importing.run(argument),
    showTraffic: () => {
      traffic.show();
    },
  };
}

function syncSourcesOf({ context, ...known }: Known): SyncPartsSources {
  return {
    ...known,
    memory: context.workspaceState,
    storage: context.globalStorageUri.fsPath,
    // The same for a window on the same folders, whenever it is opened.
    window: context.storageUri?.toString() ?? 'no folder',
  };
}
