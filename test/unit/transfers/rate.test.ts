import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { msLeft, rateOf, type Sample, withSample } from '../../../src/transfers/rate.js';

const from = (...samples: [at: number, bytes: number][]): readonly Sample[] =>
  samples.reduce<readonly Sample[]>((all, [at, bytes]) => withSample(all, { at, bytes }), []);

suite('the rate of a transfer', () => {
  const cases: [name: string, samples: readonly Sample[], now: number, expected?: number][] = [
    ['is not known without samples', [], 1_000],
    ['is not known in the first half second', from([0, 0], [400, 4_000]), 400],
    ['is bytes a second', from([0, 0], [1_000, 3_000]), 1_000, 3_000],
    [
      'counts the last seconds only',
      from([0, 0], [10_000, 90_000], [15_000, 95_000]),
      15_000,
      1_000,
    ],
    ['is never less than nothing', from([0, 9_000], [1_000, 0]), 1_000, 0],
    ['falls while nothing comes', from([0, 0], [1_000, 4_000]), 4_000, 1_000],
    ['is nothing when nothing came for long', from([0, 0], [1_000, 4_000]), 60_000, 0],
  ];
  for (const [name, samples, now, expected] of cases) {
    test(name, () => {
      assert.equal(rateOf(samples, now), expected);
    });
  }

  test('keeps few samples however many come', () => {
    let samples: readonly Sample[] = [];
    for (let at = 0; at <= 20_000; at += 5) samples = withSample(samples, { at, bytes: at });
    assert.ok(samples.length < 60, String(samples.length));
    assert.equal(rateOf(samples, 20_000), 1_000);
  });
});

suite('the time left', () => {
  const cases: [name: string, amount: Parameters<typeof msLeft>[0], expected?: number][] = [
    ['is what is left at that rate', { bytes: 1_000, total: 3_000, rate: 500 }, 4_000],
    ['is nothing where more came than was told', { bytes: 9, total: 5, rate: 1 }, 0],
    ['cannot be said without a total', { bytes: 1, total: undefined, rate: 1 }],
    ['cannot be said without a rate', { bytes: 1, total: 2, rate: undefined }],
    ['cannot be said while nothing comes', { bytes: 1, total: 2, rate: 0 }],
  ];
  for (const [name, amount, expected] of cases) {
    test(name, () => {
      assert.equal(msLeft(amount), expected);
    });
  }
});
