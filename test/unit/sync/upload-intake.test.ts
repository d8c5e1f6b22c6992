import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { type Agreement, type SideState } from '../../../src/sync/facts.js';
import { type FileState } from '../../../src/sync/file-state.js';
import { parseMappings, type SyncMapping } from '../../../src/sync/mapping.js';
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
  let asked: string[][];
  let answer: Promise<boolean>;
  let unknown: RemoteError | undefined;
  let intake: UploadIntake;

  beforeEach(() => {
    mappings = parse({});
    local = new Map();
    agreed = new Map();
    states = new Map();
    added = [];
    asked = [];
    answer = Promise.resolve(true);
    unknown = undefined;
    intake = new UploadIntake({
      mappings: () => mappings,
      factsOf: () =>
        unknown === undefined
          ? Promise.resolve({
              local: {
                look: (path) => Promise.resolve(local.get(path)),
                hash: (path) => Promise.resolve(`hash of ${path}`),
              },
              journal: { get: (path) => agreed.get(path), intents: [] },
            })
          : Promise.reject(unknown),
      stateOf: (_, path) => states.get(path),
      add: (mapping, events) => {
        added.push(...events.map(({ kind, path }) => `${mapping.name}: ${kind} ${path}`));
        return Promise.resolve();
      },
      ask: (changes) => {
        asked.push(changes.map(({ event: { kind, path } }) => `${kind} ${path}`));
        return answer;
      },
      onUnknown: () => {
        added.push('unknown');
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
    assert.deepEqual(added, ['unknown', 'project: delete a']);
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

  test('that others do to a file that goes up now is looked at later', async () => {
    mappings = parse({ watch: ['dist/**'] });
    local.set('dist/a', file(1));
    states.set('dist/a', { state: 'uploading' });
    const later = await intake.sawOutside(['/project/dist/a'], () => false, never);
    assert.deepEqual([later, added], [['/project/dist/a'], []]);
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
