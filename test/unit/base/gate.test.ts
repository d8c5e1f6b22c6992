import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Gate } from '../../../src/base/gate.js';

test('a gate lets as many through as it is wide, and the others in their order', async () => {
  const gate = new Gate(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((number) =>
    gate.run(async () => {
      begun.push(number);
      await new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  await setImmediate();
  assert.deepEqual(begun, [0, 1]);
  ends[1]?.();
  await setImmediate();
  assert.deepEqual(begun, [0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await setImmediate();
  assert.deepEqual(begun, [0, 1, 2, 3]);
  ends[3]?.();
  await Promise.all(all);
});

test('work that fails gives its turn on', async () => {
  const gate = new Gate(1);
  const fails = gate.run(() => Promise.reject(new Error('no')));
  const next = gate.run(() => Promise.resolve('through'));
  await assert.rejects(fails, /no/);
  assert.equal(await next, 'through');
});
