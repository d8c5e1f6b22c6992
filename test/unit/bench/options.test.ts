import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cells } from '../../bench/cells.js';
import { parseOptions, usage, UsageError } from '../../bench/options.js';

function shown(args: string): unknown {
  const options = parseOptions(args === '' ? [] : args.split(' '));
  return options && { ...options, cells: options.cells.map(({ name }) => name) };
}

const everything = {
  suite: 'engine',
  servers: ['vsftpd', 'proftpd', 'pure-ftpd'],
  rtts: [0, 20, 100],
  securities: ['plain', 'tls'],
  cells: cells.map(({ name }) => name),
  peers: ['basic-ftp', 'lftp', 'curl'],
  isQuick: false,
  isRelayed: false,
  runs: undefined,
  isChosen: false,
  files: 10_000,
  syncRows: [],
};

test('without arguments everything is measured', () => {
  assert.deepEqual(shown(''), everything);
  assert.deepEqual(shown('engine'), everything);
});

test('each filter leaves what it names', () => {
  const args =
    '--server proftpd --rtt 100,5 --security tls --rows reads,stat --peers none --runs 2 --quick';
  assert.deepEqual(shown(args), {
    suite: 'engine',
    servers: ['proftpd'],
    rtts: [100, 5],
    securities: ['tls'],
    cells: ['reads', 'stat-one', 'stat-many'],
    peers: [],
    isQuick: true,
    isRelayed: false,
    runs: 2,
    isChosen: true,
    files: 10_000,
    syncRows: [],
  });
});

test('the sync has rows and figures of its own', () => {
  const sync = { ...everything, suite: 'sync', servers: ['vsftpd', 'proftpd'], rtts: [0, 20] };
  const rows = { cells: [], syncRows: ['mirror', 'plan'] };
  assert.deepEqual(shown('sync'), { ...sync, ...rows });
  assert.deepEqual(shown('sync --rows plan --files 200 --server pure-ftpd'), {
    ...sync,
    ...rows,
    servers: ['pure-ftpd'],
    syncRows: ['plan'],
    files: 200,
    isChosen: true,
  });
});

test('help asks for no measurement, and names every row', () => {
  assert.equal(shown('--help'), undefined);
  for (const { name } of cells) assert.match(usage, new RegExp(`\\b${name}\\b`));
});

const refused: [args: string, why: RegExp][] = [
  ['--rows read', /no row read/],
  ['sync --rows reads', /reads is none of mirror/],
  ['--server ftpd', /ftpd is none of vsftpd/],
  ['--peers wget', /wget is none of/],
  ['--rtt fast', /fast is no number/],
  ['--rtt -1', /argument/],
  ['--runs', /argument/],
  ['--verbose', /verbose/],
  ['everything', /no suite everything/],
];
for (const [args, why] of refused) {
  test(`"${args}" is refused with the reason`, () => {
    assert.throws(
      () => shown(args),
      (error) => error instanceof UsageError && why.test(error.message),
    );
  });
}
