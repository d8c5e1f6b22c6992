import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type Agreement, type SideState } from '../../../src/sync/facts.js';
import { type FileState } from '../../../src/sync/file-state.js';
import { type LocalChange } from '../../../src/sync/local-change.js';
import { parseMappings, type SyncMapping } from '../../../src/sync/mapping.js';
import { folderOf } from '../../../src/sync/scan.js';
import { type Deed, UploadIntake } from '../../../src/sync/upload-intake.js';

const file = (modified: number): SideState => ({
  type: 'file',
  size: 4,
  modified,
  modifiedExact: true,
});

function agreedOn(path: string, type: 'file' | 'directory' = 'file'): Agreement {
  return { path, type, hash: 'hash of old', local: file(1), remote: file(1), at: 100_000 };
}

suite('what happens to local files', () => {
  let mappings: SyncMapping[];
  let local: Map<string, SideState>;
  let agreed: Map<string, Agreement>;
  let states: Map<string, FileState>;
  let added: string[];
  let made: [path: string, isNew: boolean | undefined][];
  /** What another window has agreed on, and this one has not read yet. */
  let agreedElsewhere: Agreement[];
  let asked: string[][];
  let answer: Promise<boolean>;
  let unknown: RemoteError | undefined;
  let now: number;
  let intake: UploadIntake;

  beforeEach(() => {
    mappings = parse({});
    local = new Map();
    agreed = new Map();
    states = new Map();
    added = [];
    [made, agreedElsewhere] = [[], []];
    asked = [];
    answer = Promise.resolve(true);
    unknown = undefined;
    now = 0;
    intake = new UploadIntake({
      mappings: () => mappings,
      factsOf: () =>
        unknown === undefined
          ? Promise.resolve({
              local: {
                look: (path) => Promise.resolve(local.get(path)),
                hash: (path) =>
                  path.endsWith('locked')
                    ? Promise.reject(new RemoteError('permission', 'Reading failed'))
                    : Promise.resolve(`hash of ${path}`),
              },
              journal: {
                get: (path) => agreed.get(path),
                children: (folder) =>
                  [...agreed.values()].filter(({ path }) => folderOf(path) === folder),
                get count() {
                  return [...agreed.values()].filter(({ type }) => type === 'file').length;
                },
                intents: [],
                refresh: () => {
                  for (const one of agreedElsewhere) agreed.set(one.path, one);
                  return Promise.resolve();
                },
              },
            })
          : Promise.reject(unknown),
      stateOf: (_, path) => states.get(path),
      add: (mapping, events) => {
        for (const event of events) if ('isNew' in event) made.push([event.path, event.isNew]);
        added.push(...events.map(({ kind, path }) => `${mapping.name}: ${kind} ${path}`));
        return Promise.resolve();
      },
      addHeld: (mapping, events) => {
        added.push(...events.map(({ kind, path }) => `${mapping.name} waits: ${kind} ${path}`));
        return Promise.resolve();
      },
      ask: (changes) => {
        asked.push(changes.map(({ event: { kind, path } }) => `${kind} ${path}`));
        return answer;
      },
      askMany: ({ paths, share }) => {
        asked.push([...paths, `${String(Math.round(share * 100))} %`]);
        return answer;
      },
      now: () => now,
      onUnknown: ({ message }) => {
        added.push(message);
      },
    });
  });

  function parse(wishes: Readonly<Record<string, unknown>>): SyncMapping[] {
    const entry = { connection: 'demo', remote: '/', ignore: ['*.log'], ...wishes };
    return parseMappings([entry, { ...entry, local: 'inner' }], '/project');
  }

  const take = (...deeds: Deed[]): Promise<void> => intake.take(deeds, never);
  const deleted = (path: string): Deed => ({ kind: 'deleted', path });
  const saved = (path: string): Deed => ({ kind: 'saved', path, cause: 'explicit' });

  test('belongs to the nearest mapping, and is nothing where it is ignored or unmapped', async () => {
    await take(
      saved('/project/a.txt'),
      saved('/project/inner/b.txt'),
      saved('/project/c.log'),
      saved('/elsewhere/d.txt'),
      { kind: 'created', path: '/project/inner', isFolder: true },
    );
    assert.deepEqual(added, ['project: save a.txt', 'inner: save b.txt']);
  });

  test('is asked for once a batch, and passes by what needs no question', async () => {
    await take(deleted('/project/a'), saved('/project/b'), deleted('/project/c'));
    assert.deepEqual(
      [asked, added],
      [[['delete a', 'delete c']], ['project: save b', 'project: delete a', 'project: delete c']],
    );
  });

  test('goes on while a question stands, and is left alone after a no', async () => {
    let say: (yes: boolean) => void = () => undefined;
    answer = new Promise((resolve) => (say = resolve));
    const deleting = take(deleted('/project/a'));
    await take(saved('/project/b'));
    say(false);
    await deleting;
    assert.deepEqual(added, ['project: save b']);
  });

  test('is taken in although nothing is known of it, and that is told', async () => {
    mappings = parse({ mirrorDeletes: 'always' });
    unknown = new RemoteError('failed', 'no such connection');
    await take(deleted('/project/a'));
    assert.deepEqual(added, ['no such connection', 'project: delete a']);
  });

  /** Files that both sides have agreed on, in a folder. */
  function agree(folder: string, count: number): void {
    agreed.set(folder, agreedOn(folder, 'directory'));
    for (let index = 0; index < count; index += 1) {
      const path = `${folder}/${String(index)}`;
      agreed.set(path, agreedOn(path));
    }
  }

  const unasked = (deleteLimit: object): SyncMapping[] =>
    parse({ mirrorDeletes: 'always', deleteLimit });

  test('is asked for by name where a folder with too many files is deleted, and waits till then', async () => {
    mappings = unasked({ count: 2, share: 1 });
    agree('many', 3);
    answer = Promise.resolve(false);
    await take(deleted('/project/many'), saved('/project/b'));
    assert.deepEqual(
      [asked, added],
      [[['many/0', 'many/1', 'many/2', '100 %']], ['project: save b']],
    );
    answer = Promise.resolve(true);
    await take(deleted('/project/many'));
    assert.deepEqual(added, ['project: save b', 'project: delete many']);
  });

  test('is asked for where too large a share of all files is deleted', async () => {
    mappings = unasked({ count: 50, share: 0.2 });
    agree('some', 8);
    agree('most', 12);
    answer = Promise.resolve(false);
    await take(deleted('/project/some'));
    assert.deepEqual([asked.map((names) => names.at(-1)), added], [['40 %'], []]);
  });

  test('is not asked for where few files are deleted, or what nobody ever synced', async () => {
    mappings = unasked({ count: 2, share: 0.1 });
    agree('few', 2);
    const strangers = Array.from({ length: 9 }, (_, index) => deleted(`/project/${String(index)}`));
    await take(deleted('/project/few'), ...strangers);
    assert.deepEqual([asked, added.length], [[], 10]);
  });

  test('is asked for where many are deleted one after another, but not where that is long ago', async () => {
    mappings = unasked({ count: 2, share: 1 });
    agree('many', 9);
    answer = Promise.resolve(false);
    for (const [index, time] of [0, 10, 20, 100_000].entries()) {
      now = time;
      await take(deleted(`/project/many/${String(index)}`));
    }
    assert.deepEqual([asked.map(([path]) => path), added.length], [['many/2'], 3]);
  });

  test('is counted by what other windows have agreed on, too', async () => {
    mappings = unasked({ count: 2, share: 1 });
    agree('many', 3);
    agreedElsewhere = [...agreed.values()];
    agreed.clear();
    answer = Promise.resolve(false);
    await take(deleted('/project/many'));
    assert.deepEqual([asked, added], [[['many/0', 'many/1', 'many/2', '100 %']], []]);
  });

  test('is asked for by name where too much of what was held is deleted, and the rest may go', async () => {
    mappings = unasked({ count: 2, share: 1 });
    agree('many', 3);
    const [mapping] = mappings;
    assert.ok(mapping);
    const common = { time: 1, pair: 'p', isHeld: true };
    const held: LocalChange[] = [
      { ...common, id: 'gone', kind: 'delete', path: 'many', isFolder: true },
      { ...common, id: 'saved', kind: 'save', path: 'a', isNew: false },
    ];
    const going: string[][] = [];
    for (const isYes of [false, true]) {
      answer = Promise.resolve(isYes);
      going.push((await intake.mayGo(mapping, held, never)).map(({ id }) => id));
    }
    const names = ['many/0', 'many/1', 'many/2', '100 %'];
    assert.deepEqual(
      [asked, going],
      [
        [names, names],
        [['saved'], ['gone', 'saved']],
      ],
    );
  });

  test('is new only where it is sure that both sides have never agreed on it', async () => {
    agreed.set('b', agreedOn('b'));
    agreedElsewhere = [agreedOn('c'), agreedOn('d', 'directory')];
    const created = (path: string, isFolder: boolean): Deed => ({
      kind: 'created',
      path,
      isFolder,
    });
    await take(
      ...['a', 'b', 'c'].map((path) => created(`/project/${path}`, false)),
      ...['d', 'e'].map((path) => created(`/project/${path}`, true)),
      { kind: 'renamed', from: '/elsewhere/x', to: '/project/b', isFolder: false },
    );
    unknown = new RemoteError('failed', 'no such connection');
    await take(created('/project/f', false));
    assert.deepEqual(made, [
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', false],
      ['e', true],
      ['b', false],
      ['f', false],
    ]);
  });

  test('that others do counts only where it is watched, and differs from what was agreed on', async () => {
    mappings = parse({ watch: ['dist/**'], mirrorDeletes: 'always' });
    for (const path of ['dist/new', 'dist/same', 'src/other']) local.set(path, file(1));
    local.set('dist/touched', file(9));
    for (const path of ['dist/same', 'dist/touched', 'dist/gone', 'dist/ours']) {
      agreed.set(path, agreedOn(path));
    }
    agreed.set('dist/touched', { ...agreedOn('dist/touched'), hash: 'hash of dist/touched' });
    const paths = ['new', 'same', 'touched', 'gone', 'ours'].map((name) => `/project/dist/${name}`);
    const later = await intake.sawOutside(
      [...paths, '/project/src/other'],
      (path) => path.endsWith('ours'),
      never,
    );
    assert.deepEqual([later, added], [[], ['project: save dist/new', 'project: delete dist/gone']]);
  });

  test('goes up although a file beside it cannot be read, which is told', async () => {
    mappings = parse({ watch: ['dist/**'] });
    const names = ['dist/a', 'dist/locked', 'dist/z'];
    for (const name of names) {
      local.set(name, file(9));
      agreed.set(name, { ...agreedOn(name), hash: 'old' });
    }
    const paths = names.map((name) => `/project/${name}`);
    await intake.sawOutside(paths, () => false, never);
    assert.deepEqual(added.splice(0), [
      'Reading failed',
      'project: save dist/a',
      'project: save dist/z',
    ]);
    await intake.changedMeanwhile(paths, never);
    assert.deepEqual(added.splice(0), [
      'Reading failed',
      'project waits: save dist/a',
      'project waits: save dist/z',
    ]);
    await intake.missed(paths, 'explicit', never);
    assert.deepEqual(added, ['Reading failed', 'project: save dist/a', 'project: save dist/z']);
  });

  test('that others do to a file that goes up now is looked at later', async () => {
    mappings = parse({ watch: ['dist/**'] });
    local.set('dist/a', file(1));
    states.set('dist/a', { state: 'uploading' });
    const later = await intake.sawOutside(['/project/dist/a'], () => false, never);
    assert.deepEqual([later, added], [['/project/dist/a'], []]);
  });

  test('that others did while nobody looked waits for the user, but for what is on its way', async () => {
    mappings = parse({ watch: ['dist/**'] });
    for (const name of ['new', 'same', 'pending']) local.set(`dist/${name}`, file(1));
    for (const name of ['same', 'gone']) agreed.set(`dist/${name}`, agreedOn(`dist/${name}`));
    states.set('dist/pending', { state: 'pending' });
    const paths = ['new', 'same', 'pending', 'gone'].map((name) => `/project/dist/${name}`);
    await intake.changedMeanwhile([...paths, '/project/src/other'], never);
    assert.deepEqual(
      [asked, added],
      [[], ['project waits: save dist/new', 'project waits: delete dist/gone']],
    );
  });

  test('before anybody listened counts for files that were synced once, and have changed', async () => {
    for (const path of ['changed', 'same', 'never-synced']) local.set(path, file(1));
    local.set('changed', file(9));
    for (const path of ['changed', 'same']) agreed.set(path, agreedOn(path));
    const paths = ['changed', 'same', 'never-synced'].map((name) => `/project/${name}`);
    await intake.missed(paths, 'explicit', never);
    assert.deepEqual(added, ['project: save changed']);
  });
});
