import * as vscode from 'vscode';
import { type KeptPlace } from '../../sync/kept-versions.js';
import { tellBriefly } from './sync-runs.js';

/** Tells of earlier versions that had to make room: in a message first, then in the status bar. */
export function crowdedOutTeller(): KeptPlace['onCrowdedOut'] {
  let wasTold = false;
  return (batches) => {
    const newest = batches.at(-1);
    if (newest === undefined) return;
    const time = new Date(newest.time).toLocaleString();
    const text = vscode.l10n.t(
      'Earlier versions take more than 1 GB: those of {0} syncs and saves up to {1} had to go, and cannot be restored any more.',
      batches.length,
      time,
    );
    if (wasTold) tellBriefly(text);
    else void vscode.window.showInformationMessage(text);
    wasTold = true;
  };
}
