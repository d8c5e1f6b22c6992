import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Agreement, type SideState } from '../../../src/sync/facts.js';
import { judgeOutside, type OutsideFacts } from '../../../src/sync/outside-change.js';

const file = (modified: number, size = 4): SideState => ({
  type: 'file',
  size,
  modified,
  modifiedExact: true,
});
const agreed: Agreement = {
  path: 'a',
  type: 'file',
  hash: 'old',
  local: file(1_000),
  remote: file(1_000),
  at: 100_000,
};
const nothing: OutsideFacts = {
  path: 'a',
  local: undefined,
  agreed: undefined,
  intents: [],
  state: undefined,
};

const cases: [name: string, facts: Partial<OutsideFacts>, verdict: string][] = [
  ['that is new goes up', { local: file(5) }, 'save'],
  ['of another size than agreed goes up', { local: file(2_000, 9), agreed }, 'save'],
  ['that is as agreed is nothing', { local: file(1_000), agreed }, 'nothing'],
  ['of another time is looked into', { local: file(2_000), agreed }, 'want-hash'],
  [
    'with the content that was agreed is nothing',
    { local: file(2_000), agreed, hash: 'old' },
    'nothing',
  ],
  ['with other content goes up', { local: file(2_000), agreed, hash: 'new' }, 'save'],
  ['that is gone and was agreed is deleted', { agreed }, 'delete'],
  ['that is gone and nobody knew is nothing', {}, 'nothing'],
  ['that is a folder is nothing', { local: { type: 'directory' } }, 'nothing'],
  [
    'that goes up now is looked at later',
    { local: file(5), state: { state: 'uploading' } },
    'later',
  ],
  [
    'that a download of ours writes is looked into',
    { local: file(5), intents: [{ id: '1', kind: 'download', path: 'a', hash: 'theirs' }] },
    'want-hash',
  ],
  [
    'that a download of ours has written is nothing',
    {
      local: file(5),
      hash: 'theirs',
      intents: [{ id: '1', kind: 'download', path: 'a', hash: 'theirs' }],
    },
    'nothing',
  ],
  [
    'that somebody wrote over a download of ours goes up',
    {
      local: file(5),
      hash: 'ours',
      intents: [{ id: '1', kind: 'download', path: 'a', hash: 'theirs' }],
    },
    'save',
  ],
  [
    'that a sync of ours removes is nothing',
    { agreed, intents: [{ id: '1', kind: 'delete-local', path: 'a' }] },
    'nothing',
  ],
];

suite('a file that somebody else has written', () => {
  for (const [name, facts, verdict] of cases) {
    test(name, () => {
      assert.equal(judgeOutside({ ...nothing, ...facts }), verdict);
    });
  }
});
