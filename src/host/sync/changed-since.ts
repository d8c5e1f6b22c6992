import * as vscode from 'vscode';
import { never } from '../../base/abort.js';
import { changedSince, type GitRef, gitRefs } from '../../sync/git-changes.js';
import { type SyncSession } from '../../sync/sync-session.js';
import { type SyncRuns, tellBriefly } from './sync-runs.js';

/** Asks for a commit, and shows the plan that uploads what changed since. */
export async function uploadChangedSince(session: SyncSession, runs: SyncRuns): Promise<void> {
  const { local } = session.mapping;
  const ref = await chooseRef(await gitRefs(local, never));
  if (ref === undefined) return;
  const scope = await changedSince(local, ref, never);
  if (scope.length === 0) tellBriefly(vscode.l10n.t('Nothing changed since {0}.', ref));
  else await runs.preview(session, { direction: 'to-remote', scope });
}

/** One of the refs, or what is typed. */
function chooseRef(refs: readonly GitRef[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick();
  pick.placeholder = vscode.l10n.t('Since which commit, branch or tag? Type any that git knows.');
  pick.matchOnDescription = true;
  const known = refs.map(({ name, about }) => ({ label: name, description: about }));
  pick.items = known;
  pick.onDidChangeValue((value) => {
    const isKnown = value === '' || known.some(({ label }) => label === value);
    pick.items = isKnown ? known : [...known, { label: value, alwaysShow: true }];
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.label);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
