import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { Gathering } from '../../../src/base/gathering.js';

type Settled = PromiseSettledResult<string>;
const yes = (value: string): Settled => ({ status: 'fulfilled', value });

/** A gate that work waits at. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

test('questions that wait together are answered together, each with its own answer', async () => {
  const taken: string[][] = [];
  const { passed, open } = gate();
  const gathering = new Gathering<string, string>(10, async (take) => {
    await passed;
    const questions = take();
    taken.push(questions);
    return questions.map((question) =>
      question === 'b' ? { status: 'rejected', reason: new Error('no b') } : yes(`${question}!`),
    );
  });
  const asked = ['a', 'b', 'c'].map((one) => gathering.ask(one, never, one));
  open();
  const answers = await Promise.allSettled(asked);
  assert.deepEqual(taken, [['a', 'b', 'c']]);
  assert.deepEqual(
    answers.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))),
    ['a!', 'Error: no b', 'c!'],
  );
});

test('no more are taken at once than may be, and the others follow', async () => {
  const taken: number[] = [];
  const gathering = new Gathering<number, string>(2, async (take) => {
    await Promise.resolve();
    const questions = take();
    taken.push(questions.length);
    return questions.map((question) => yes(String(question)));
  });
  const answers = await Promise.all([1, 2, 3, 4, 5].map((one) => gathering.ask(one, never, 'it')));
  assert.deepEqual(answers, ['1', '2', '3', '4', '5']);
  assert.ok(Math.max(...taken) <= 2);
  assert.equal(
    taken.reduce((sum, one) => sum + one),
    5,
  );
});

test('who gives up hears so at once and is not asked for', async () => {
  const { passed, open } = gate();
  const taken: string[][] = [];
  const gathering = new Gathering<string, string>(10, async (take) => {
    await passed;
    taken.push(take());
    return (taken[0] ?? []).map(yes);
  });
  const stop = new AbortController();
  const given = gathering.ask('given up', stop.signal, 'it');
  const kept = gathering.ask('kept', never, 'it');
  stop.abort();
  await assert.rejects(given, { kind: 'aborted' });
  open();
  assert.equal(await kept, 'kept');
  assert.deepEqual(taken, [['kept']]);
});

test('where all give up the work is told, and a later question is answered by another', async () => {
  let served = 0;
  const { passed, open } = gate();
  const gathering = new Gathering<string, string>(10, async (take, signal) => {
    served += 1;
    if (served === 1) {
      await new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => {
          open();
          reject(new Error('in vain'));
        });
      });
    }
    return take().map(yes);
  });
  const stop = new AbortController();
  const given = gathering.ask('given up', stop.signal, 'it');
  stop.abort();
  await assert.rejects(given, { kind: 'aborted' });
  await passed;
  assert.equal(await gathering.ask('later', never, 'it'), 'later');
  assert.equal(served, 2);
});

test('work that fails fails all that it was done for, and none that come later', async () => {
  let served = 0;
  const gathering = new Gathering<string, string>(10, async (take) => {
    await Promise.resolve();
    served += 1;
    const questions = take();
    if (served === 1) throw new Error('broken');
    return questions.map(yes);
  });
  const asked = ['a', 'b'].map((one) => gathering.ask(one, never, one));
  const failed = await Promise.allSettled(asked);
  assert.deepEqual(
    failed.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await gathering.ask('c', never, 'c'), 'c');
});

test('work that takes once more gets the same questions', async () => {
  const gathering = new Gathering<string, string>(10, async (take) => {
    await Promise.resolve();
    assert.deepEqual(take(), take());
    return take().map(yes);
  });
  assert.equal(await gathering.ask('a', never, 'a'), 'a');
});
