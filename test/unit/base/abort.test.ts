import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { abortable, abortError, never, onAbort, withLimit } from '../../../src/base/abort.js';
import { collectGarbage } from '../../support/collect-garbage.js';
import { failure } from '../../support/failure.js';
import { RemoteError, type RemoteErrorKind } from '../../../src/base/remote-error.js';

const endless = new Promise<never>(() => undefined);
const own = new RemoteError('conflict', 'our own reason');

const reasons: [what: string, reason: unknown, kind: RemoteErrorKind, cause: boolean][] = [
  ['without a reason', undefined, 'aborted', true],
  ['with a text', 'enough', 'aborted', true],
  ['by a deadline', new DOMException('late', 'TimeoutError'), 'timeout', true],
  ['with an error of ours', own, 'conflict', false],
];

for (const [what, reason, kind, cause] of reasons) {
  test(`a wait that is stopped ${what} ends as ${kind} and tells the reason`, async () => {
    const stop = new AbortController();
    const waiting = abortable(endless, stop.signal, 'Waiting');
    stop.abort(reason);
    await assert.rejects(waiting, (error: RemoteError) => {
      const told: unknown = cause ? error.cause : error;
      assert.deepEqual([error.kind, told], [kind, stop.signal.reason]);
      return true;
    });
  });
}

test('a wait that was stopped before it began ends at once', async () => {
  const wait = abortable(endless, AbortSignal.abort(), 'Waiting');
  await assert.rejects(wait, { kind: 'aborted', message: 'Waiting was cancelled' });
});

test('a wait that ends in its own way gives its value, or its error', async () => {
  assert.equal(await abortable(Promise.resolve(7), never, 'Waiting'), 7);
  await assert.rejects(abortable(Promise.reject(own), never, 'Waiting'), own);
});

test('a wait leaves no listener behind, however it ends', async () => {
  const { signal } = new AbortController();
  await abortable(Promise.resolve(), signal, 'Waiting');
  await assert.rejects(abortable(Promise.reject(own), signal, 'Waiting'));
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});

test('many that wait for one signal are one listener, and none where they have ended', async () => {
  const stop = new AbortController();
  const waits = Array.from({ length: 300 }, () => failure(abortable(endless, stop.signal, 'It')));
  assert.equal(getEventListeners(stop.signal, 'abort').length, 1);
  stop.abort();
  const kinds = (await Promise.all(waits)).map(({ kind }) => kind);
  assert.deepEqual([kinds.length, new Set(kinds)], [300, new Set(['aborted'])]);
  assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);
});

test('what is taken back is not called, the others are once, also what waits twice', () => {
  const stop = new AbortController();
  const called: string[] = [];
  const twice = (): void => void called.push('twice');
  const takeBack = onAbort(stop.signal, () => void called.push('taken back'));
  onAbort(stop.signal, twice);
  onAbort(stop.signal, twice)();
  takeBack();
  takeBack();
  onAbort(stop.signal, () => void called.push('last'));
  stop.abort();
  assert.deepEqual(called, ['twice', 'last']);
});

test('what fails after its wait was stopped is nobody’s unhandled rejection', async () => {
  let fail: (error: Error) => void = () => undefined;
  const late = new Promise<never>((_, reject) => (fail = reject));
  await assert.rejects(abortable(late, AbortSignal.abort(), 'Waiting'), { kind: 'aborted' });
  // The runner takes an unhandled rejection for a failure of this test.
  fail(own);
  await new Promise(setImmediate);
});

test('an error of ours is told by the signal as it is', () => {
  assert.equal(abortError(AbortSignal.abort(own), 'It'), own);
});

describe('a limit', () => {
  const forever = (limited: AbortSignal): Promise<never> =>
    abortable(new Promise<never>(() => undefined), limited, 'It');

  test(
    'ends what takes too long, however often memory is collected meanwhile',
    { timeout: 5_000 },
    async (t) => {
      const endings = Array.from({ length: 50 }, () => withLimit(forever, 50, never));
      const collecting = setInterval(collectGarbage, 10);
      t.after(() => {
        clearInterval(collecting);
      });
      const kinds = await Promise.all(endings.map(async (ending) => (await failure(ending)).kind));
      assert.deepEqual(new Set(kinds), new Set(['timeout']));
    },
  );

  test('passes on what the caller wants', async () => {
    const stop = new AbortController();
    const ending = failure(withLimit(forever, 60_000, stop.signal));
    stop.abort();
    assert.equal((await ending).kind, 'aborted');
  });

  test('does not disturb what is faster', async () => {
    assert.equal(await withLimit(() => Promise.resolve('done'), 60_000, never), 'done');
  });
});
