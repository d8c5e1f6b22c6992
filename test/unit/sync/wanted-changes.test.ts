import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseMappings, type SyncMapping } from '../../../src/sync/mapping.js';
import { type Happening, wantedChanges } from '../../../src/sync/wanted-changes.js';

function mappingWith(wishes: Readonly<Record<string, unknown>>, local = '.'): SyncMapping {
  const [mapping] = parseMappings(
    [{ local, connection: 'demo', remote: '/', ...wishes }],
    '/project',
  );
  assert.ok(mapping);
  return mapping;
}

function told(happening: Happening): string[] {
  return wantedChanges(happening).map(({ event, isAsked, mapping }) => {
    const way = event.kind === 'rename' ? `${event.from} > ${event.path}` : event.path;
    return `${isAsked ? 'ask: ' : ''}${event.kind} ${way} in ${mapping.name}`;
  });
}

suite('what becomes of what is done here', () => {
  const saves: [
    uploadOn: string,
    cause: 'explicit' | 'automatic' | 'outside',
    isWanted: boolean,
  ][] = [
    ['anySave', 'explicit', true],
    ['anySave', 'automatic', true],
    ['explicitSave', 'explicit', true],
    ['explicitSave', 'automatic', false],
    ['manual', 'explicit', false],
    ['manual', 'automatic', false],
    // Whoever watches a file wants it whatever is said of saves.
    ['manual', 'outside', true],
  ];
  for (const [uploadOn, cause, isWanted] of saves) {
    test(`${uploadOn}: an ${cause} save ${isWanted ? 'goes up' : 'does not'}`, () => {
      const at = { mapping: mappingWith({ uploadOn }), path: 'a.txt' };
      const expected = isWanted ? ['save a.txt in project'] : [];
      assert.deepEqual(told({ kind: 'saved', at, cause }), expected);
    });
  }

  const wishes: [wish: string, uploadOn: string, expected: string[]][] = [
    ['always', 'anySave', ['']],
    ['always', 'manual', ['']],
    ['ask', 'anySave', ['ask: ']],
    ['ask', 'manual', []],
    ['never', 'anySave', []],
  ];
  for (const [wish, uploadOn, expected] of wishes) {
    test(`deletes and renames with ${wish}, where uploads are ${uploadOn}`, () => {
      const mapping = mappingWith({ uploadOn, mirrorDeletes: wish, mirrorRenames: wish });
      const at = { mapping, path: 'a' };
      const renamed = {
        from: at,
        to: { mapping, path: 'b' },
        isFolder: false,
        replaces: false,
        isNew: true,
      } as const;
      assert.deepEqual(
        [told({ kind: 'deleted', at, isFolder: false }), told({ kind: 'renamed', ...renamed })],
        [
          expected.map((asked) => `${asked}delete a in project`),
          expected.map((asked) => `${asked}rename a > b in project`),
        ],
      );
    });
  }

  const one = mappingWith({ mirrorDeletes: 'always', name: 'one' }, 'one');
  const two = mappingWith({ mirrorDeletes: 'never', name: 'two' }, 'two');
  const moves: [name: string, happening: Happening, expected: string[]][] = [
    [
      'from a mapping to another is deleted in the one and new in the other',
      {
        kind: 'renamed',
        from: { mapping: one, path: 'a' },
        to: { mapping: two, path: 'b' },
        isFolder: false,
        replaces: false,
        isNew: true,
      },
      ['delete a in one', 'save b in two'],
    ],
    [
      'out of all mappings, or to where it is ignored, is deleted',
      {
        kind: 'renamed',
        from: { mapping: one, path: 'a' },
        to: undefined,
        isFolder: true,
        replaces: false,
        isNew: true,
      },
      ['delete a in one'],
    ],
    [
      'into a mapping is new',
      {
        kind: 'renamed',
        from: undefined,
        to: { mapping: one, path: 'b' },
        isFolder: true,
        replaces: false,
        isNew: true,
      },
      ['make-folder b in one'],
    ],
    [
      'between places that nobody wants is nothing',
      {
        kind: 'renamed',
        from: undefined,
        to: undefined,
        isFolder: false,
        replaces: false,
        isNew: true,
      },
      [],
    ],
  ];
  for (const [name, happening, expected] of moves) {
    test(`what moves ${name}`, () => {
      assert.deepEqual(told(happening), expected);
    });
  }

  test('a file that is made is new, and counts as a wish of the user', () => {
    const at = { mapping: mappingWith({ uploadOn: 'explicitSave' }), path: 'a.txt' };
    const [wanted] = wantedChanges({ kind: 'created', at, isFolder: false, isNew: true });
    assert.deepEqual(wanted?.event, { kind: 'save', path: 'a.txt', isNew: true });
  });

  test('what is made in the place of something that was synced is not new', () => {
    const at = { mapping: mappingWith({}), path: 'a' };
    const made = [true, false].flatMap((isFolder) =>
      wantedChanges({ kind: 'created', at, isFolder, isNew: false }),
    );
    assert.deepEqual(
      made.map(({ event }) => event),
      [
        { kind: 'make-folder', path: 'a', isNew: false },
        { kind: 'save', path: 'a', isNew: false },
      ],
    );
  });
});
