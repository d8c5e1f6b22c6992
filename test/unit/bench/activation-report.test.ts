import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activationReport } from '../../bench/activation-report.js';

test('the report tells what the extension took, how that splits, and what VS Code shows', () => {
  const samples = [
    { loadMs: 2, activateMs: 5, toldMs: 20 },
    { loadMs: 3, activateMs: 9, toldMs: 70 },
    { loadMs: 1, activateMs: 7, toldMs: 30 },
  ];
  assert.deepEqual(activationReport(samples), {
    lines: [
      'median (least to most) in 3 windows; target: under 50 ms',
      '  activation         8.00 ms (7.00 to 12.0)',
      '    reading the code 2.00 ms (1.00 to 3.00)',
      '    activate         7.00 ms (5.00 to 9.00)',
      '  shown by VS Code   30.0 ms (20.0 to 70.0)',
      '  VS Code counts what it reads of other extensions in the same turn.',
    ],
    isReached: true,
  });
});

test('an activation of the target or more, and none at all, do not reach it', () => {
  const samples = [{ loadMs: 2, activateMs: 3, toldMs: 50 }];
  assert.deepEqual(
    [samples, []].map((some) => activationReport(some).isReached),
    [false, false],
  );
});
