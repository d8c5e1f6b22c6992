import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { OpenedOnce } from '../../../src/base/opened-once.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { failure } from '../../support/failure.js';

test('what several want at the same time is opened once, and is there afterwards', async () => {
  const things = new OpenedOnce<number>();
  let opened = 0;
  const get = (name: string): Promise<number> =>
    things.get(name, () => Promise.resolve((opened += 1)), never);
  assert.deepEqual(await Promise.all([get('a'), get('a'), get('b')]), [1, 1, 2]);
  assert.equal(await get('a'), 1);
});

test('who gives up waiting takes nothing away from the others', async () => {
  const things = new OpenedOnce<string>();
  let finish: (thing: string) => void = () => undefined;
  let seen: AbortSignal | undefined;
  const open = (signal: AbortSignal): Promise<string> => {
    seen = signal;
    return new Promise((resolve) => (finish = resolve));
  };
  const hasty = new AbortController();
  const first = things.get('journal', open, hasty.signal);
  const second = things.get('journal', open, never);
  hasty.abort();
  assert.equal((await failure(first)).message, 'Opening journal was cancelled');
  assert.equal(seen?.aborted, false);
  finish('open');
  assert.equal(await second, 'open');
});

test('what could not be opened is tried again', async () => {
  const things = new OpenedOnce<string>();
  await failure(things.get('a', () => Promise.reject(new RemoteError('failed', 'no')), never));
  assert.equal(await things.get('a', () => Promise.resolve('yes'), never), 'yes');
});
