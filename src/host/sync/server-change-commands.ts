import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { type ServerChange } from '../../sync/server-changes.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { compareSides } from './compare.js';
import { type ServerChangesView } from './server-changes-view.js';
import { type Commands } from './sync-command-names.js';
import { withProgress } from './sync-progress.js';
import { type SyncRuns } from './sync-runs.js';

/** Looks for what others changed on the server, and shows it. */
export async function lookForChanges(
  view: ServerChangesView,
  session: SyncSession,
  scope: readonly string[],
): Promise<void> {
  const title = vscode.l10n.t('Looking for changes on {0}', session.target.name);
  const changes = await withProgress(title, async ({ tell, signal }) => {
    const found: ServerChange[] = [];
    for await (const batch of session.whatChangedOnServer(scope, signal)) {
      for (const change of batch) found.push(change);
      tell(vscode.l10n.t('{0} found', found.length));
    }
    return found;
  });
  await view.show({ session, scope, changes });
}

/** What the buttons and menus of the changes do, by command. */
export function serverChangeCommands(
  view: ServerChangesView,
  runs: SyncRuns,
): Commands<'serverChange'> {
  const withChange =
    (work: (session: SyncSession, change: ServerChange) => unknown) =>
    async (argument: unknown): Promise<void> => {
      const change = view.found?.changes.find((one) => one === argument);
      if (view.found !== undefined && change !== undefined) await work(view.found.session, change);
    };
  return {
    refreshServerChanges: async () => {
      if (view.found !== undefined)
        await lookForChanges(view, view.found.session, view.found.scope);
    },
    closeServerChanges: () => view.close(),
    compareServerChange: withChange((session, { path }) => compareSides(session, path)),
    downloadServerChange: withChange((session, { path }) =>
      runs.quick(session, { direction: 'to-local', scope: [path] }),
    ),
    deleteServerChange: withChange(async (session, { path }) => {
      const plan = await session.planRemoval(path, view.found?.changes ?? [], never);
      await runs.show(session, plan);
    }),
  };
}
