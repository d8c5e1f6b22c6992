import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type FileState } from '../../../src/sync/file-state.js';
import { parseMappings } from '../../../src/sync/mapping.js';
import { type UploadEntry } from '../../../src/sync/upload-queues.js';
import { newsOf, summarize, untold } from '../../../src/sync/upload-summary.js';

const [mapping] = parseMappings([{ connection: 'demo', remote: '/' }], '/project');

function entry(path: string, state: FileState): UploadEntry {
  assert.ok(mapping);
  const change = { id: path, time: 1, pair: 'demo: /', isHeld: false, path } as const;
  return {
    mapping,
    change: { ...change, kind: 'save', isNew: false },
    state,
    choices: [],
    there: undefined,
  };
}

const pending: FileState = { state: 'pending' };
const failed = (reason: string): FileState => ({ state: 'failed', reason });

suite('how the uploads stand', () => {
  const on = { isOn: true, isPaused: false };
  const cases: [name: string, states: FileState[], switches: typeof on, phase: string][] = [
    ['nothing to do', [], on, 'idle'],
    ['nothing to do, and saves are not taken in', [], { isOn: false, isPaused: false }, 'off'],
    ['some wait', [pending], on, 'waiting'],
    ['some wait, and they are paused', [pending], { isOn: true, isPaused: true }, 'paused'],
    ['one is going up, and one has failed', [{ state: 'uploading' }, failed('x')], on, 'uploading'],
    ['one has failed, and one waits', [failed('x'), pending], on, 'problems'],
    ['a conflict', [{ state: 'conflict', reason: 'x' }], on, 'problems'],
  ];
  for (const [name, states, switches, phase] of cases) {
    test(`${name}: ${phase}`, () => {
      const entries = states.map((state, index) => entry(String(index), state));
      assert.equal(summarize(entries, switches).phase, phase);
    });
  }

  test('is counted, with the first file and the first reason', () => {
    const entries = [
      entry('a', pending),
      entry('b', { state: 'pending', reason: 'no network' }),
      entry('c', { state: 'uploading' }),
      entry('d', failed('x')),
      entry('e', { state: 'remote-newer', reason: 'x' }),
    ];
    assert.deepEqual(summarize(entries, on), {
      phase: 'uploading',
      pending: 2,
      uploading: 1,
      failed: 1,
      conflicts: 1,
      first: 'c',
      reason: 'no network',
    });
  });
});

suite('what needs the user', () => {
  test('is told once, until it is over and happens again', () => {
    const first = newsOf([entry('a', failed('full')), entry('b', pending)], new Set());
    const again = newsOf([entry('a', failed('full')), entry('b', failed('full'))], first.told);
    const over = newsOf([entry('b', failed('full'))], again.told);
    const anew = newsOf([entry('a', failed('full')), entry('b', failed('other'))], over.told);
    assert.deepEqual(
      [first, again, over, anew].map(({ fresh }) => fresh.map(({ change }) => change.path)),
      [['a'], ['b'], [], ['a', 'b']],
    );
  });

  test('is told once more of a file that was saved again, however fast that fails again', () => {
    const entries = [entry('a', failed('full')), entry('b', failed('full'))];
    const { told } = newsOf(entries, new Set());
    const { fresh } = newsOf(entries, untold([entry('a', pending)], told));
    assert.deepEqual(
      fresh.map(({ change }) => change.path),
      ['a'],
    );
  });
});
