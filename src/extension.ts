import * as vscode from 'vscode';
import { type TraceEvent } from './ftp/index.js';
import { ActivityStatus } from './host/activity-status.js';
import { connectionCommands } from './host/connections/connection-commands.js';
import { Connections } from './host/connections/connections.js';
import { ConnectionStore } from './host/connections/connection-store.js';
import { ConnectionsView } from './host/connections/connections-view.js';
import { FailureNotices } from './host/connections/failure-notices.js';
import { KnowledgeMemory } from './host/connections/knowledge-memory.js';
import { SecretPasswords } from './host/connections/secret-passwords.js';
import { importCommand } from './host/import/import-command.js';
import { askInDialogs, type Questions } from './host/questions.js';
import { Searching } from './host/search/searching.js';
import { SyncOnNeed } from './host/sync/sync-on-need.js';
import { type SyncPartsSources } from './host/sync/sync-parts.js';
import { TrafficChannel } from './host/traffic/traffic-channel.js';
import { ChangeBatch } from './host/workspace/change-batch.js';
import { ChangeWatch } from './host/workspace/change-watch.js';
import { Conflicts } from './host/workspace/conflicts.js';
import { ExplorerRecovery } from './host/workspace/explorer-recovery.js';
import { LargeFiles } from './host/workspace/large-files.js';
import { RemoteFileSystem } from './host/workspace/remote-file-system.js';
import { savingWith } from './host/workspace/saving.js';

/** What stands behind the extension's `exports`, for tests. */
export interface ExtensionApi {
  questions: Questions;
}

type Keep = <T extends vscode.Disposable>(disposable: T) => T;

let ending: (() => Promise<void>) | undefined;

/** Makes everything that exists, and tells each part of those it needs. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const keep: Keep = (disposable) => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const questions = askInDialogs();
  const passwords = new SecretPasswords(context.secrets);
  const notices = new FailureNotices();
  const traffic = keep(new TrafficChannel());
  const changes = keep(new ChangeBatch());
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

  // First of all that is registered: Explorer asks at once, and gives up where nobody answers.
  const files = new RemoteFileSystem({
    treeOf: (authority) => connections.treeOf(authority),
    changes,
    largeFiles: new LargeFiles(questions),
    onListingFailure: (uri, error) => {
      notices.listingFailed(uri, error);
    },
  });
  keep(vscode.workspace.registerFileSystemProvider('ftp', files, { isCaseSensitive: true }));
  keep(files.follow());

  keep(new ChangeWatch(connections, changes));
  keepWindow(keep, {
    context,
    connections,
    store,
    passwords,
    questions,
    notices,
    changes,
    traffic,
    trace,
  });
  return { questions };
}

/** Resolves when what was under way has come to its end. */
export function deactivate(): Promise<void> | undefined {
  return ending?.();
}

interface WindowSources {
  context: vscode.ExtensionContext;
  connections: Connections;
  store: ConnectionStore;
  passwords: SecretPasswords;
  questions: Questions;
  notices: FailureNotices;
  changes: ChangeBatch;
  traffic: TrafficChannel;
  trace: (name: string, event: TraceEvent) => void;
}

/** What is seen and called in a window: views, commands, uploads. */
function keepWindow(keep: Keep, sources: WindowSources): void {
  const { context, connections, passwords, notices, changes } = sources;
  const status = keep(new ActivityStatus());
  const memory = context.globalState;
  const view = keep(new ConnectionsView({ ...sources, status, memory }));
  const recovery = keep(new ExplorerRecovery(connections, changes));
  const searching = keep(new Searching({ connections, changes, memory: context.workspaceState }));
  const lookAgain = (): void => {
    view.refresh();
    searching.outdate();
    recovery.lookAgain();
  };
  keep(connectionCommands({ ...sources, lookAgain }));
  keep(trafficCommand(sources.traffic));
  keep(notices.follow(connections));
  const sync = keep(syncingOn(context, { ...sources, status }));
  keepImporting(keep, { context, passwords });
  ending = async () => {
    await Promise.all([view.close(), sync.close()]);
    await connections.close();
  };
}

function trafficCommand(traffic: TrafficChannel): vscode.Disposable {
  return vscode.commands.registerCommand('ftpWorkspaces.showTraffic', () => {
    traffic.show();
  });
}

function keepImporting(
  keep: Keep,
  { context, passwords }: { context: vscode.ExtensionContext; passwords: SecretPasswords },
): void {
  const userFolder = vscode.Uri.joinPath(context.globalStorageUri, '..', '..');
  keep(importCommand({ passwords, secrets: context.secrets, userFolder }));
}

function syncingOn(
  context: vscode.ExtensionContext,
  sources: Omit<SyncPartsSources, 'memory' | 'storage' | 'window'>,
): SyncOnNeed {
  return new SyncOnNeed({
    ...sources,
    memory: context.workspaceState,
    storage: context.globalStorageUri.fsPath,
    // The same for a window on the same folders, whenever it is opened.
    window: context.storageUri?.toString() ?? 'no folder',
  });
}
