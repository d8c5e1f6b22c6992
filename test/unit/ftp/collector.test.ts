import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collector } from '../../../src/ftp/collector.js';

const chunks = ['one ', 'two ', 'three'].map((text) => Buffer.from(text));
const whole = 'one two three';

function collect(told: number | undefined): Uint8Array {
  const collector = new Collector();
  for (const chunk of chunks) collector.add(chunk, told);
  return collector.take();
}

for (const told of [undefined, 0, 1, 4, 5, 8, whole.length - 1, whole.length, 50, 2 ** 40]) {
  test(`all bytes are there in their order where the size told is ${String(told)}`, () => {
    assert.equal(Buffer.from(collect(told)).toString(), whole);
  });
}

test('a size that was told right costs one piece of memory, of that size', () => {
  assert.equal(collect(whole.length).buffer.byteLength, whole.length);
});

test('nothing of what was forgotten comes back', () => {
  const collector = new Collector();
  collector.add(Buffer.from('forgotten'), 20);
  collector.clear();
  assert.equal(collector.take().length, 0);
  collector.add(Buffer.from('new'), 3);
  assert.equal(Buffer.from(collector.take()).toString(), 'new');
});
