import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { type SyncPair } from '../../../src/sync/sync-pair.js';
import { KeptTexts, memoryWorld, openPair } from '../../support/sync/sync-world.js';

suite('a save of one file', () => {
  let world: ReturnType<typeof memoryWorld>;
  let kept: KeptTexts;
  let pair: SyncPair;

  beforeEach(async () => {
    world = memoryWorld();
    kept = new KeptTexts();
    ({ pair } = await openPair(world, { keep: kept.keep }));
  });

  const save = async (text: string): Promise<string> => {
    world.local.edit(['write', 'sub/a.txt', text]);
    const result = await pair.save('sub/a.txt', never);
    return result.outcome === 'conflict' ? `conflict: ${result.step.reason}` : result.outcome;
  };
  const there = (): string | undefined => world.remoteFiles.text('/site/sub/a.txt');

  test('that the server has not yet puts it there, with its folders', async () => {
    assert.deepEqual([await save('one'), there()], ['uploaded', 'one']);
  });

  test('that the server has as it was agreed replaces it, and keeps what was there', async () => {
    await save('one');
    world.remoteFiles.calls.length = 0;
    assert.deepEqual(
      [await save('two'), there(), kept.texts, world.remoteFiles.calls],
      [
        'uploaded',
        'two',
        ['remote sub/a.txt: one'],
        // The look is handed on to the write, which else would look itself.
        ['stat /site/sub/a.txt', 'stream /site/sub/a.txt', 'write /site/sub/a.txt'],
      ],
    );
  });

  test('that somebody changed on the server is a conflict, and writes nothing', async () => {
    await save('one');
    world.remote.edit(['write', 'sub/a.txt', 'theirs']);
    assert.deepEqual([await save('two'), there()], ['conflict: changed-on-both', 'theirs']);
  });

  test('that the server has, and nobody has agreed on, is a conflict', async () => {
    world.remote.edit(['write', 'sub/a.txt', 'theirs']);
    assert.deepEqual([await save('mine'), there()], ['conflict: made-on-both', 'theirs']);
  });

  test('that the server has with the same content is done, and remembered', async () => {
    world.remote.edit(['write', 'sub/a.txt', 'same']);
    assert.deepEqual(
      [await save('same'), await save('new'), there()],
      ['alike', 'uploaded', 'new'],
    );
  });

  test('that somebody writes over in the moment after is no agreement on what they wrote', async () => {
    ({ pair } = await openPair(world, { settings: { preserveTimes: true } }));
    world.remoteFiles.before = (call) => {
      // The look at the time that was set just now.
      if (call !== 'stat /site/sub/a.txt' || there() !== 'one') return;
      world.remote.edit(['write', 'sub/a.txt', 'theirs, and longer']);
    };
    await save('one');
    assert.deepEqual(
      [await save('two'), there()],
      ['conflict: changed-on-both', 'theirs, and longer'],
    );
  });

  test('that somebody deleted on the server brings it back', async () => {
    await save('one');
    world.remote.edit(['delete', 'sub/a.txt']);
    assert.deepEqual([await save('two'), there()], ['uploaded', 'two']);
  });

  test('that is a folder on the server is a conflict', async () => {
    world.remote.edit(['folder', 'sub/a.txt']);
    assert.equal(await save('one'), 'conflict: file-and-folder');
  });

  test('that is a link here is refused, not told as done', async () => {
    world.local.edit(['link', 'sub/a.txt']);
    await assert.rejects(pair.save('sub/a.txt', never), (error) =>
      isRemoteError(error, 'unsupported'),
    );
  });

  test('that is gone is nothing to do', async () => {
    assert.deepEqual(await pair.save('gone.txt', never), { outcome: 'gone' });
  });

  test('that another window has uploaded last is no conflict', async () => {
    await save('one');
    const other = (await openPair(world)).pair;
    world.local.edit(['write', 'sub/a.txt', 'two']);
    await other.save('sub/a.txt', never);
    assert.deepEqual([await save('three'), there()], ['uploaded', 'three']);
  });

  test('that is saved again while it goes up goes up as it is then', async () => {
    await save('one');
    let isFirst = true;
    const look = world.localFiles.look.bind(world.localFiles);
    const read = world.localFiles.read.bind(world.localFiles);
    world.localFiles.look = look;
    world.localFiles.read = async (path, signal) => {
      const content = await read(path, signal);
      if (isFirst) world.local.edit(['write', 'sub/a.txt', 'three']);
      isFirst = false;
      return content;
    };
    assert.deepEqual([await save('two'), there()], ['uploaded', 'three']);
  });

  test('that the server refuses fails with its error, and leaves nothing begun', async () => {
    const refusal = new RemoteError('no-space', 'The disk is full');
    world.remoteFiles.before = (call): void => {
      if (call.startsWith('write')) throw refusal;
    };
    await assert.rejects(save('one'), (error) => isRemoteError(error, 'no-space'));
    const { journal } = await openPair(world);
    assert.deepEqual(journal.intents, []);
  });
});
