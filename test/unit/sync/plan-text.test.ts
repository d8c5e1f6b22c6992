import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { planToText } from '../../../src/sync/plan-text.js';
import { reasonTexts } from '../../../src/sync/reasons.js';
import { agreeOn } from '../../support/sync/sync-scenario.js';
import { memoryWorld, openPair } from '../../support/sync/sync-world.js';

test('a plan is text that somebody can read', async () => {
  const world = memoryWorld();
  const tree = { 'a.txt': 'a', 'b.txt': 'b', 'gone.txt': 'gone', 'shut/x.txt': 'x' };
  await agreeOn(tree, world);
  const { pair } = await openPair(world);
  world.local.edit(['write', 'a.txt', 'changed']);
  world.local.edit(['write', 'b.txt', 'mine']);
  world.remote.edit(['write', 'b.txt', 'theirs']);
  world.local.edit(['delete', 'gone.txt']);
  world.local.edit(['folder', 'new']);
  world.local.edit(['link', 'link']);
  world.remoteFiles.before = (call): void => {
    if (call === 'list /site/shut') throw new RemoteError('permission', 'The server said 550 no');
  };
  const plan = await pair.plan({ direction: 'both', scope: [''] }, never);
  assert.deepEqual(planToText(plan).split('\n'), [
    'Sync both ways: everything',
    '',
    '1 to upload, 7 bytes',
    '1 to delete on the server',
    '1 folders to make',
    '1 conflicts',
    '1 skipped',
    '1 blocked',
    '',
    'Upload (1)',
    '  a.txt [7 bytes]: changed here',
    '',
    'Make folder on the server (1)',
    '  new/: new here',
    '',
    'Delete on the server (1)',
    '  gone.txt: deleted here',
    '',
    'Conflict (1)',
    '  b.txt: changed here and on the server',
    '',
    'Blocked (1)',
    '  shut/: its folder could not be listed, so nothing in it is touched: The server said 550 no',
    '',
    'Skipped (1)',
    '  link: a symbolic link, which is not followed',
    '',
  ]);
});

test('every reason has words of its own', () => {
  const texts = Object.values(reasonTexts);
  assert.equal(new Set(texts).size, texts.length);
});
