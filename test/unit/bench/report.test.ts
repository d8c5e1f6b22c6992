import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestPeer, besideBest, figureFor, roundsEach, rttEach } from '../../bench/figures.js';
import { toReport } from '../../bench/report.js';
import { type Measurement } from '../../bench/run-job.js';
import { isMet, targetsOf } from '../../bench/targets.js';

function measured(ms: readonly number[], some: Partial<Measurement> = {}): Measurement {
  return {
    server: 'vsftpd',
    security: 'plain',
    rttMs: 100,
    cell: 'reads',
    subject: 'pool-3',
    operations: 10,
    samples: ms.map((each) => ({ ms: each, cpuMs: each / 10, rounds: Math.round(each / 100) })),
    errors: [],
    ...some,
  };
}

const ours = measured([1200, 1100, 1150]);
const atOnce = measured([60, 50, 40], { rttMs: 0 });
const lftp = measured([4100], { subject: 'lftp' });
const basicFtp = measured([2100], { subject: 'basic-ftp', operations: 5 });
const elsewhere = measured([10], { subject: 'curl', server: 'proftpd' });
const all = [ours, atOnce, lftp, basicFtp, elsewhere];

test('round trips by the clock leave out what the work costs without delay', () => {
  assert.equal(rttEach(ours, all), 1.1);
  assert.equal(rttEach(ours, [ours]), 1.15);
  assert.equal(rttEach(atOnce, all), undefined);
  assert.equal(rttEach(ours, [ours, measured([2000], { rttMs: 0 })]), undefined);
});

test('round trips on the wire are counted for each operation', () => {
  assert.equal(roundsEach(ours), 1.2);
  assert.equal(roundsEach(measured([])), undefined);
});

test('the best peer is the fastest for each operation in the same place', () => {
  assert.deepEqual(bestPeer(ours, all), { subject: 'lftp', msEach: 410 });
  assert.equal(besideBest(ours, all), 115 / 410);
  assert.equal(bestPeer(atOnce, all), undefined);
});

test('a target is judged by its own figure only', () => {
  assert.equal(figureFor({ measure: 'rtt-each', atMost: 1.1 }, ours, all), 1.1);
  assert.equal(figureFor({ measure: 'rtt-all', atMost: 3 }, ours, all), 11);
  assert.equal(figureFor({ measure: 'cpu-each', atMost: 1 }, atOnce, all), 0.5);
  assert.equal(figureFor({ measure: 'cpu-each', atMost: 1 }, ours, all), undefined);
  assert.equal(figureFor({ measure: 'beside-lftp', atMost: 1 }, atOnce, all), undefined);
  const lftpAtOnce = measured([100], { subject: 'lftp', rttMs: 0 });
  const both = [...all, lftpAtOnce];
  assert.equal(figureFor({ measure: 'beside-lftp', atMost: 1 }, atOnce, both), 0.5);
  assert.equal(figureFor({ measure: 'beside-lftp', atMost: 1 }, ours, both), undefined);
  assert.equal(figureFor({ measure: 'grown-mb', atMost: 1 }, atOnce, all), undefined);
});

test('a figure is compared with as many decimals as its target has, one at least', () => {
  const verdicts = (atMost: number, figures: number[]): boolean[] =>
    figures.map((figure) => isMet(figure, { measure: 'rtt-each', atMost }));
  assert.deepEqual(verdicts(1.1, [1.1, 1.149, 1.16]), [true, true, false]);
  assert.deepEqual(verdicts(0.78, [0.784, 0.786]), [true, false]);
  assert.deepEqual(verdicts(1, [1.04, 1.06]), [true, false]);
});

test('peers and clear-text rows under TLS have no target', () => {
  assert.deepEqual(targetsOf(lftp), []);
  assert.deepEqual(targetsOf({ ...ours, security: 'tls', cell: 'writes' }), []);
  assert.equal(targetsOf({ ...ours, security: 'tls' })[0]?.atMost, 2.5);
  assert.equal(targetsOf({ ...ours, subject: 'client', server: 'pure-ftpd' })[0]?.atMost, 2.1);
});

const circumstance = {
  title: 'Title',
  network: 'none',
  notes: ['a note'],
  missing: ['curl (not here)'],
};

test('the report says what was met, what was not and what is missing', () => {
  const slow = measured([3000], { cell: 'lists' });
  const report = toReport([...all, slow], circumstance);
  assert.match(report, /\*\*Missing:\*\* curl \(not here\)/);
  const rows = report.split('\n').map((line) => line.replace(/ {2,}/g, ' '));
  const row = (start: string): string | undefined => rows.find((line) => line.includes(start));
  assert.match(
    row('| vsftpd | plain | reads') ?? '',
    /\| 1\.10 \| 1\.20 \| 1\.1 \| yes \| 0\.280 \(lftp\) \|/,
  );
  assert.match(
    row('| vsftpd | plain | listings') ?? '',
    /\| 3\.00 \| 3\.00 \| 1\.1 \| \*\*no\*\* \|/,
  );
});

test('what failed its check is an error and no figure', () => {
  const failed = measured([], { errors: ['the content of\nfile-0001.txt'] });
  const report = toReport([failed], circumstance);
  assert.match(report, /## Errors\n\n- vsftpd plain 100 ms.*: the content of file-0001\.txt/);
  assert.match(report, /\*\*error\*\*/);
  assert.match(report, /no figure/);
});

const shortfalls: [what: string, some: Partial<Measurement>, rounds: number, expected: RegExp][] = [
  ['what the wire meets', {}, 11, /1\.1 on the wire, which meets it/],
  ['what is understood', { cell: 'lists', server: 'proftpd' }, 20, /whole at its 226/],
  ['what is not', {}, 30, /no reason is known/],
];
for (const [what, some, rounds, expected] of shortfalls) {
  test(`a row that falls short is told with its figure and the reason: ${what}`, () => {
    const sample = { ms: 2500, cpuMs: 1, rounds };
    const report = toReport([{ ...measured([]), ...some, samples: [sample] }], circumstance);
    const [, part = ''] = report.split('## Short of the target');
    assert.match(part, /100 ms, .*: 2\.50 RTT each instead of 1\.1: /);
    assert.match(part, expected);
  });
}
