import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, TransferPace } from '../../../src/remote/transfer-pace.js';

test('the pace is that of the last seconds', () => {
  const pace = new TransferPace();
  assert.equal(pace.note(0, 100_000, 0).bytesPerSecond, undefined);
  assert.equal(pace.note(10_000, 100_000, 1_000).bytesPerSecond, 10_000);
  for (let second = 2; second <= 9; second += 1) pace.note(10_000, 100_000, second * 1_000);
  assert.deepEqual(pace.note(30_000, 100_000, 10_000), {
    bytes: 30_000,
    total: 100_000,
    bytesPerSecond: 4_000,
  });
});

test('a transfer that begins anew has no pace of before', () => {
  const pace = new TransferPace();
  pace.note(50_000, undefined, 0);
  pace.note(60_000, undefined, 1_000);
  assert.deepEqual(pace.note(100, undefined, 2_000), {
    bytes: 100,
    total: undefined,
    bytesPerSecond: undefined,
  });
});

const sizes: [bytes: number, text: string][] = [
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 KB'],
  [1_536, '1.5 KB'],
  [20 * 1_048_576, '20 MB'],
  [1_023 * 1_048_576, '1.0 GB'],
];
for (const [bytes, text] of sizes) {
  test(`${String(bytes)} bytes are ${text}`, () => {
    assert.equal(formatBytes(bytes), text);
  });
}
