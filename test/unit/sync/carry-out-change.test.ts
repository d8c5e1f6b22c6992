import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { type Carried, carryOutChange } from '../../../src/sync/carry-out-change.js';
import { type LocalChange, type LocalEvent } from '../../../src/sync/local-change.js';
import { type LocalDeed, type MirrorOutcome } from '../../../src/sync/mirror-change.js';
import { type SaveOutcome } from '../../../src/sync/save-file.js';
import { type Step } from '../../../src/sync/step.js';

function change(event: LocalEvent): LocalChange {
  return { id: '1', time: 1, pair: 'demo: /', isHeld: false, ...event };
}

function step(kind: Step['kind'], reason: Step['reason']): Step {
  return { kind, path: 'a', type: 'file', reason };
}

interface Outcomes {
  save?: SaveOutcome;
  mirror?: MirrorOutcome;
}

const comesLater = (): boolean => false;

async function carried(event: LocalEvent, outcomes: Outcomes): Promise<[Carried, LocalDeed[]]> {
  const deeds: LocalDeed[] = [];
  const session = {
    save: () => Promise.resolve(outcomes.save ?? ({ outcome: 'gone' } as const)),
    mirror: (deed: LocalDeed) => {
      deeds.push(deed);
      return Promise.resolve(outcomes.mirror ?? ({ outcome: 'done' } as const));
    },
    carryOut: () => assert.fail('nothing is resolved unasked'),
    passOver: () => assert.fail('nothing is passed over'),
  };
  const sources = { session, title: 'a', comesLater };
  return [await carryOutChange(change(event), sources, never), deeds];
}

suite('a change that is carried out', () => {
  const save: LocalEvent = { kind: 'save', path: 'a', isNew: false };
  const remove: LocalEvent = { kind: 'delete', path: 'a', isFolder: false };
  const both = step('conflict', 'changed-on-both');
  const newer = step('conflict', 'undoes-change-there');
  const ignored = step('skip', 'ignored');
  const blocked = { ...step('blocked', 'listing-failed'), detail: 'refused' };

  const cases: [name: string, event: LocalEvent, outcomes: Outcomes, kind: string][] = [
    ['save that went up is done', save, { save: { outcome: 'uploaded', bytes: 1 } }, 'done'],
    ['save of what is alike is done', save, { save: { outcome: 'alike' } }, 'done'],
    ['save of what is gone is done', save, { save: { outcome: 'gone' } }, 'done'],
    [
      'change on both sides is a conflict',
      save,
      { save: { outcome: 'conflict', step: both } },
      'conflict',
    ],
    [
      'change on the server only is newer there',
      save,
      { save: { outcome: 'conflict', step: newer } },
      'remote-newer',
    ],
    ['deletion that was mirrored is done', remove, { mirror: { outcome: 'done' } }, 'done'],
    [
      'deletion that leaves only ignored files is done',
      remove,
      { mirror: { outcome: 'conflict', steps: [ignored] } },
      'done',
    ],
    [
      'deletion that was held up waits for the user',
      remove,
      { mirror: { outcome: 'conflict', steps: [ignored, blocked] } },
      'conflict',
    ],
  ];
  for (const [name, event, outcomes, kind] of cases) {
    test(`a ${name}`, async () => {
      const [result] = await carried(event, outcomes);
      assert.equal(result.kind, kind);
    });
  }

  test('tells why it waits, and which steps wait', async () => {
    const [result] = await carried(remove, {
      mirror: { outcome: 'conflict', steps: [ignored, blocked] },
    });
    assert.deepEqual(result, {
      kind: 'conflict',
      reason: 'its folder could not be listed, so nothing in it is touched: refused',
      steps: [blocked],
    });
  });

  test('is told to the session as what was done', async () => {
    const rename: LocalEvent = { kind: 'rename', from: 'a', path: 'b', replaces: false };
    const [, renamed] = await carried(rename, {});
    const [, deleted] = await carried(remove, {});
    const [, made] = await carried({ kind: 'make-folder', path: 'c' }, {});
    assert.deepEqual(
      [...renamed, ...deleted, ...made],
      [
        { kind: 'rename', from: 'a', path: 'b', comesLater },
        { kind: 'delete', path: 'a' },
        { kind: 'make-folder', path: 'c' },
      ],
    );
  });
});
