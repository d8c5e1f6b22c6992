import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AfterBatch } from '../../../src/sync/after-batch.js';
import { parseMappings, type SyncMapping } from '../../../src/sync/mapping.js';

const [withTask, without] = parseMappings(
  [
    { local: 'one', connection: 'demo', remote: '/', hooks: { after: 'flush' } },
    { local: 'two', connection: 'demo', remote: '/' },
  ],
  '/project',
) as [SyncMapping, SyncMapping];

test('the tasks after a batch run once, when nothing of the mapping is on its way any more', () => {
  const batch = new AfterBatch();
  const ended = (isBusy: boolean): string[] =>
    batch.takeEnded([withTask, without], () => isBusy).map(({ name }) => name);
  const runs = [ended(false)];
  batch.add(withTask);
  batch.add(without);
  batch.add(withTask);
  runs.push(ended(true), ended(false), ended(false));
  assert.deepEqual(runs, [[], [], ['one'], []]);
});
