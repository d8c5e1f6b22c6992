import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../src/base/remote-error.js';
import { Step } from '../../../src/transfers/step.js';

type Input = Parameters<Step['take']>[0];

const inputs: readonly Input[] = ['start', 'finish', 'skip', 'fail', 'cancel', 'retry'];
const order = { from: { connection: 'demo', path: '/a' }, to: { path: '/b' } };

function after(...taken: Input[]): Step {
  const step = new Step('1', order);
  for (const input of taken) step.take(input);
  return step;
}

const allowed: [taken: Input[], state: string, next: Input[]][] = [
  [[], 'waiting', ['start', 'cancel']],
  [['start'], 'running', ['finish', 'skip', 'fail', 'cancel']],
  [['start', 'finish'], 'done', []],
  [['start', 'skip'], 'skipped', []],
  [['start', 'fail'], 'failed', ['retry']],
  [['start', 'cancel'], 'cancelled', ['retry']],
];
for (const [taken, state, next] of allowed) {
  test(`a step that is ${state} takes what makes sense then, and nothing else`, () => {
    assert.equal(after(...taken).state, state);
    assert.deepEqual(
      inputs.filter((input) => after(...taken).take(input)),
      next,
    );
  });
}

test('a step that is tried again remembers nothing of what it had seen', () => {
  const step = after('start');
  step.look({ name: 'a', type: 'file', size: 3 });
  step.bytes = 2;
  step.error = new RemoteError('failed', 'It failed');
  step.take('fail');
  assert.equal(step.retry(), true);
  assert.deepEqual(
    [step.state, step.bytes, step.error, step.entry, step.isFolder],
    ['waiting', 0, undefined, undefined, false],
  );
});
