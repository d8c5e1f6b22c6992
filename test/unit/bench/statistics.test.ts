import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize, toText } from '../../bench/statistics.js';

const summaries: [figures: number[], expected: ReturnType<typeof summarize>][] = [
  [[], undefined],
  [[7], { median: 7, least: 7, most: 7, count: 1 }],
  [[9, 1, 5], { median: 5, least: 1, most: 9, count: 3 }],
  [[10, 2, 1, 4], { median: 3, least: 1, most: 10, count: 4 }],
];
for (const [figures, expected] of summaries) {
  test(`the middle and the ends of ${JSON.stringify(figures)} are found in any order`, () => {
    assert.deepEqual(summarize(figures), expected);
    assert.deepEqual(summarize(figures.toReversed()), expected);
  });
}

test('figures are shown with three digits that mean something', () => {
  const shown = [0, 0.00123, 0.0456, 1, 1.234, 45.67, 678.9, 12345].map(toText);
  assert.deepEqual(shown, ['0', '0.0012', '0.0456', '1.00', '1.23', '45.7', '679', '12345']);
});
