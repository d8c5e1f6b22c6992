// Our sync as the extension runs it: a connection, the journal and the kept versions on the disk.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { never } from '../../../src/base/abort.js';
import { AppendLog } from '../../../src/sync/append-log.js';
import { baseLimits, CommonBases } from '../../../src/sync/common-bases.js';
import { defaultCompareLimit } from '../../../src/sync/compare-content.js';
import { Journal, journalVersion } from '../../../src/sync/journal.js';
import { KeptVersions } from '../../../src/sync/kept-versions.js';
import { LocalDisk } from '../../../src/sync/local-disk.js';
import { defaultChoices, defaultDeleteLimit, type Plan } from '../../../src/sync/plan.js';
import { RemoteFolder } from '../../../src/sync/remote-folder.js';
import { type Keep } from '../../../src/sync/step-context.js';
import { SyncPair, usualParallel } from '../../../src/sync/sync-pair.js';
import { connectionTo } from '../../support/connection-to.js';
import { syncSessions } from '../cells.js';
import { type Task } from '../task.js';
import { type Prepared } from '../worker.js';

/** Nothing is opened before the clock runs: neither the connection nor the journal. */
export function prepareSync(task: Task): Prepared {
  const { host, port, user, password } = task;
  const connection = connectionTo({ host, port, user, password, sessions: syncSessions });
  return {
    run: async () => {
      const state = path.join(task.local, 'state');
      fs.mkdirSync(state, { recursive: true });
      const file = path.join(state, 'journal');
      const log = await AppendLog.open(file, { version: journalVersion }, never);
      const kept = await openKept(state);
      const journal = await Journal.open(log, never);
      const bases = new CommonBases(path.join(state, 'bases'), baseLimits);
      const pair = new SyncPair({
        local: new LocalDisk(path.join(task.local, `tree-${String(task.operations)}`)),
        remote: new RemoteFolder(connection.fresh, '/up'),
        journal,
        bases,
        rules: { isIgnored: () => false, nameProblems: () => new Map() },
        keep: await keepIn(kept, task),
        settings: {
          preserveTimes: false,
          deleteExtras: false,
          deleteLimit: defaultDeleteLimit,
          compareLimit: defaultCompareLimit,
          parallel: usualParallel,
        },
        now: () => Date.now(),
      });
      const plan = await pair.plan({ direction: 'to-remote', scope: [''] }, never);
      await carryOut(pair, plan, task);
      await bases.flush();
      await Promise.all([log.close(), kept.close()]);
      return () => {
        assert.equal(journal.count, task.operations, 'agreed files');
        assert.deepEqual(journal.intents, [], 'changes that nobody knows the end of');
      };
    },
    close: () => connection.disconnect(),
  };
}

async function carryOut(pair: SyncPair, plan: Plan, { cell, operations }: Task): Promise<void> {
  if (cell === 'sync-again') {
    assert.deepEqual(plan.steps, []);
    assert.equal(plan.unchanged, operations, 'unchanged files');
    return;
  }
  const choices = defaultChoices(plan);
  const report = await pair.carryOut({ plan, choices }, { onProgress: () => undefined }, never);
  const failed = report.results.find(({ outcome }) => outcome !== 'done');
  assert.equal(failed, undefined, JSON.stringify(failed));
  assert.equal(report.stoppedBy, undefined);
}

function openKept(folder: string): Promise<KeptVersions> {
  const limits = { bytes: 1e9, ageMs: 1e12 };
  const place = { folder: path.join(folder, 'kept'), limits, now: Date.now };
  const onCrowdedOut = (): void => assert.fail('a version was crowded out');
  return KeptVersions.open({ ...place, onCrowdedOut }, never);
}

async function keepIn(kept: KeptVersions, { cell }: Task): Promise<Keep> {
  // What changes nothing begins no batch.
  if (cell === 'sync-again') return () => Promise.reject(new Error('nothing is replaced'));
  const batch = await kept.begin({ pair: 'bench', title: 'bench' }, never);
  return ({ side, path: at, before, after }, signal) => {
    assert.equal(before, 'nothing');
    return batch.keep(
      { side, path: at, ...(after !== undefined && { after: after.hash }) },
      signal,
    );
  };
}
