import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../../src/base/remote-error.js';
import {
  type ControlInput,
  type ControlState,
  describeTransitions,
  nextState,
} from '../../../../src/ftp/protocol/control-state.js';

const table = new Map(
  describeTransitions().map((line) => {
    const [, state = '', input = '', next = ''] = /^(\S+) --(\S+)--> (\S+)$/.exec(line) ?? [];
    return [`${state} ${input}`, next];
  }),
);
const states = [...new Set([...table.keys()].map((key) => key.split(' ')[0] ?? ''))];
const inputs = [...new Set([...table.keys()].map((key) => key.split(' ')[1] ?? ''))];

test('every state takes every input by a step of the table or by an error, and nothing else', () => {
  for (const state of states) {
    for (const input of inputs) {
      const expected = table.get(`${state} ${input}`);
      const step = (): ControlState => nextState(state as ControlState, input as ControlInput);
      if (expected === undefined) {
        assert.throws(step, (error) => error instanceof RemoteError && error.kind === 'protocol');
      } else assert.equal(step(), expected);
    }
  }
});

test('a transfer ends when its data and its final reply have ended, in either order', () => {
  const run = (inputs: ControlInput[]): ControlState =>
    inputs.reduce<ControlState>((state, input) => nextState(state, input), 'ready');
  assert.equal(run(['transfer', 'data-end', 'completion']), 'ready');
  assert.equal(run(['transfer', 'completion', 'data-end']), 'ready');
  assert.equal(run(['transfer', 'data-end']), 'confirming');
  assert.equal(run(['transfer', 'completion']), 'draining');
});

test('from every state the connection can be closed, and from closed nothing leads back', () => {
  for (const state of states) assert.equal(nextState(state as ControlState, 'close'), 'closed');
  const ways = [...table].filter(([key]) => key.startsWith('closed ')).map(([, next]) => next);
  assert.deepEqual(ways, ['closed']);
});
