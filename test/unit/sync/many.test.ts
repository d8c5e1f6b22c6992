// Folders with more in them than one call takes arguments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { ListingsAhead } from '../../../src/sync/ahead.js';
import { changedMeanwhile } from '../../../src/sync/changed-meanwhile.js';
import { planToText } from '../../../src/sync/plan-text.js';
import { type FolderScan, type SeenState } from '../../../src/sync/scan.js';
import { type Step } from '../../../src/sync/step.js';

const many = 150_000;
const names = Array.from({ length: many }, (_, at) => String(at));
const empty: FolderScan = { entries: new Map(), ignored: 0 };
const nowhere = () => Promise.resolve(undefined);

test('more folders are announced than one call takes', async () => {
  const listed: string[] = [];
  const list = (folder: string): Promise<FolderScan> => {
    listed.push(folder);
    return Promise.resolve(empty);
  };
  const ahead = new ListingsAhead({ list, look: nowhere }, 2, never);
  ahead.announce(names);
  await ahead.take('0');
  assert.deepEqual(listed, ['0', '1', '2']);
});

test('more files have changed meanwhile in a folder than one call takes', async () => {
  const file: SeenState = { type: 'file', size: 1 };
  const scans = new Map<string, FolderScan>([
    ['', { entries: new Map([['dist', { type: 'directory' }]]), ignored: 0 }],
    ['dist', { entries: new Map(names.map((name) => [name, file])), ignored: 0 }],
  ]);
  const sources = {
    mapping: { watch: ['**'] },
    local: { list: (path: string) => Promise.resolve(scans.get(path) ?? empty), look: nowhere },
    agreed: { get: () => undefined, children: () => [], isPassedOver: () => false },
    rules: { isIgnored: () => false },
  };
  assert.equal((await changedMeanwhile(sources, never)).length, many);
});

test('more files are gone meanwhile than one call takes', async () => {
  const side = { type: 'file' } as const;
  const gone = names.map((path) => ({ ...side, path, local: side, remote: side, at: 0 }));
  const sources = {
    mapping: { watch: ['**'] },
    local: { list: () => Promise.resolve(empty), look: nowhere },
    agreed: {
      get: () => undefined,
      children: (path: string) => (path === '' ? gone : []),
      isPassedOver: () => false,
    },
    rules: { isIgnored: () => false },
  };
  assert.equal((await changedMeanwhile(sources, never)).length, many);
});

test('a plan of more steps than one call takes is a text', () => {
  const steps = names.map((path): Step => ({
    kind: 'upload',
    type: 'file',
    path,
    reason: 'new-here',
  }));
  const plan = { direction: 'both', scope: [''], steps, unchanged: 0, agreedFiles: 0 } as const;
  assert.ok(planToText(plan).split('\n').length > many);
});
