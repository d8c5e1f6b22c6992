import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { CommonBases } from '../../../src/sync/common-bases.js';
import { Journal } from '../../../src/sync/journal.js';
import { KeptVersions } from '../../../src/sync/kept-versions.js';
import { parseMappings } from '../../../src/sync/mapping.js';
import { contentOf } from '../../../src/sync/merge-inputs.js';
import { PlanBoard } from '../../../src/sync/plan-board.js';
import { type ServerChange } from '../../../src/sync/server-changes.js';
import { type Direction, stepId } from '../../../src/sync/step.js';
import { SyncSession } from '../../../src/sync/sync-session.js';
import { MemoryFiles } from '../../support/memory-files.js';
import { MemoryLog } from '../../support/sync/memory-log.js';
import { tempDir } from '../../support/temp-dir.js';

const day = 24 * 60 * 60_000;
const baseLimits = { fileBytes: 100, packBytes: 1e4, totalBytes: 1e5 };
const quiet = () => undefined;

async function openSession(t: TestContext, settings: object = {}) {
  const top = await tempDir(t);
  const folder = path.join(top, 'project');
  await mkdir(folder);
  const entry = { connection: 'c', remote: '/site', ...settings };
  const [mapping] = parseMappings([entry], folder);
  assert.ok(mapping);
  const files = new MemoryFiles().putFolder('/site');
  const limits = { bytes: 1e6, ageMs: 30 * day };
  const kept = await KeptVersions.open(
    { folder: path.join(top, 'kept'), limits, now: Date.now, onCrowdedOut: quiet },
    never,
  );
  const bases = new CommonBases(path.join(top, 'bases'), baseLimits);
  const failures: unknown[] = [];
  const session = new SyncSession({
    mapping,
    target: mapping.targets[0],
    others: [],
    files,
    journal: await Journal.open(new MemoryLog(), never),
    kept,
    bases,
    key: 'key',
    now: Date.now,
    onBatchFailure: (error) => failures.push(error),
  });
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
    // A clock that does not tell writes apart that follow at once must not matter here.
    const old = new Date(Date.now() - day);
    await utimes(path.join(folder, name), old, old);
  };
  const sync = async (direction: Direction): Promise<string[]> => {
    const { plan, carryOut } = await session.plan({ direction, scope: [''] }, never);
    const choices = new PlanBoard(plan).choices(false);
    await carryOut(choices, { title: direction, onProgress: quiet }, never);
    return plan.steps.map(stepId);
  };
  return { folder, files, session, kept, bases, write, sync, failures };
}

type Opened = Awaited<ReturnType<typeof openSession>>;

test('a local copy is whole after its first sync, and nothing of it goes back', async (t) => {
  const { folder, files, sync } = await openSession(t);
  files.putFile('/site/a.txt', 'a').putFile('/site/deep/er/b.txt', 'b');
  await sync('to-local');
  assert.deepEqual((await readdir(folder)).sort(), ['a.txt', 'deep']);
  assert.equal(await readFile(path.join(folder, 'deep/er/b.txt'), 'utf8'), 'b');
  assert.deepEqual(await sync('both'), []);
});

test('what is ignored by .gitignore files stays here, where these count', async (t) => {
  const { write, sync, files } = await openSession(t, { gitignore: true, ignore: [] });
  await write('.gitignore', 'build\n');
  await write('build/out.js', 'out');
  await write('src/a.js', 'a');
  await sync('to-remote');
  assert.equal(files.text('/site/src/a.js'), 'a');
  assert.equal(files.text('/site/build/out.js'), undefined);
});

test('an earlier version is listed by its file and side, and takes its place again', async (t) => {
  const { session, write, sync, files } = await openSession(t);
  await write('a.txt', 'one');
  await sync('to-remote');
  await write('a.txt', 'two, longer');
  await sync('to-remote');
  const [version, ...more] = await session.versionsOf('remote', 'a.txt', never);
  assert.ok(version);
  assert.deepEqual(more, []);
  assert.deepEqual(await session.versionsOf('local', 'a.txt', never), []);
  const place = { side: 'remote', path: 'a.txt', version } as const;
  const results = await session.restore(place, { title: 'restore' }, never);
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ['done'],
  );
  assert.equal(files.text('/site/a.txt'), 'one');
});

test('the last sync is undone first, and none twice', async (t) => {
  const { session, write, sync, files } = await openSession(t);
  await write('a.txt', 'one');
  await sync('to-remote');
  const [batch] = await session.undoable(never);
  assert.equal(batch?.title, 'to-remote');
  await session.undo(batch.id, { title: 'undo' }, never);
  assert.equal(files.text('/site/a.txt'), undefined);
  const titles = (await session.undoable(never)).map(({ title }) => title);
  assert.deepEqual(titles, ['undo']);
});

async function removeThere(
  session: SyncSession,
  at: string,
  changes: readonly ServerChange[],
): Promise<void> {
  const plan = await session.planRemoval(at, changes, never);
  const chosen = new Set(plan.steps.map(stepId));
  const choices = { chosen, resolutions: new Map<string, never>(), deletesConfirmed: false };
  const { results } = await session.carryOut(
    { plan, choices },
    { title: 'removal', onProgress: quiet },
    never,
  );
  assert.deepEqual(new Set(results.map(({ outcome }) => outcome)), new Set(['done']));
}

test('what others have changed on the server is removed when chosen, and ours stays here', async (t) => {
  const { session, write, sync, files, folder } = await openSession(t);
  await write('index.php', 'ours');
  await sync('to-remote');
  files.putFile('/site/index.php', 'theirs');
  const changes: ServerChange[] = [];
  for await (const batch of session.whatChangedOnServer([''], never)) changes.push(...batch);
  await removeThere(session, 'index.php', changes);
  assert.equal(files.text('/site/index.php'), undefined);
  assert.equal(await readFile(path.join(folder, 'index.php'), 'utf8'), 'ours');
});

test('what others have put on the server is found, removed when chosen, and can be had back', async (t) => {
  const { session, write, sync, files } = await openSession(t);
  await write('index.php', 'ours');
  await sync('to-remote');
  files.putFile('/site/up/shell.php', 'evil');
  const changes: ServerChange[] = [];
  for await (const batch of session.whatChangedOnServer([''], never)) changes.push(...batch);
  assert.deepEqual(
    changes.map(({ kind, path: at }) => `${kind} ${at}`),
    ['added up', 'added up/shell.php'],
  );
  await removeThere(session, 'up', changes);
  assert.equal(files.text('/site/up/shell.php'), undefined);
  const [version] = await session.versionsOf('remote', 'up/shell.php', never);
  assert.equal(version?.content.size, 4);
});

/** What a merge of a file would be made of, as texts. */
async function mergeTexts({ session, bases, kept }: Opened): Promise<string[] | undefined> {
  const inputs = await session.mergeInputs('a.txt', never);
  if (inputs === undefined) return undefined;
  const there = await session.remote.look('a.txt', never);
  assert.deepEqual(inputs.there, there);
  const hashes = [inputs.base, inputs.local, inputs.remote];
  const contents = hashes.map((hash) => contentOf(hash, { bases, kept }, never));
  return (await Promise.all(contents)).map((content) => Buffer.from(content ?? []).toString());
}

const agreements: [how: string, agree: (opened: Opened) => Promise<unknown>][] = [
  [
    'uploaded',
    async ({ write, sync }) => {
      await write('a.txt', 'base');
      await sync('to-remote');
    },
  ],
  [
    'saved',
    async ({ write, session }) => {
      await write('a.txt', 'base');
      await session.save('a.txt', { title: 'a' }, never);
    },
  ],
  [
    'downloaded',
    async ({ files, sync }) => {
      files.putFile('/site/a.txt', 'base');
      await sync('to-local');
    },
  ],
  [
    'found to be alike',
    async ({ write, files, sync }) => {
      await write('a.txt', 'base');
      files.putFile('/site/a.txt', 'base');
      await sync('both');
    },
  ],
];
for (const [how, agree] of agreements) {
  test(`a file that was ${how} is merged from what both sides had then`, async (t) => {
    const opened = await openSession(t);
    await agree(opened);
    await opened.write('a.txt', 'ours');
    opened.files.putFile('/site/a.txt', 'theirs');
    assert.deepEqual(await mergeTexts(opened), ['base', 'ours', 'theirs']);
  });
}

const unmergeable: [name: string, base: string, ours: string, theirs: string][] = [
  ['what was too big to be kept', 'x'.repeat(101), 'ours', 'theirs'],
  ['what has grown too big here', 'base', 'x'.repeat(101), 'theirs'],
  ['what has grown too big on the server', 'base', 'ours', 'x'.repeat(101)],
  ['what is no text', 'base', 'ours', 'with a \0'],
];
for (const [name, base, ours, theirs] of unmergeable) {
  test(`${name} is compared, not merged`, async (t) => {
    const opened = await openSession(t);
    await opened.write('a.txt', base);
    await opened.sync('to-remote');
    await opened.write('a.txt', ours);
    opened.files.putFile('/site/a.txt', theirs);
    assert.equal(await mergeTexts(opened), undefined);
  });
}

test('what both sides have made anew has no base', async (t) => {
  const opened = await openSession(t);
  await opened.write('a.txt', 'ours');
  opened.files.putFile('/site/a.txt', 'theirs');
  assert.equal(await mergeTexts(opened), undefined);
});

test('what the server had before the last upload is found among the kept versions too', async (t) => {
  const opened = await openSession(t);
  await opened.write('a.txt', 'first');
  await opened.sync('to-remote');
  await opened.write('a.txt', 'second');
  await opened.sync('to-remote');
  const [version] = await opened.session.versionsOf('remote', 'a.txt', never);
  assert.ok(version);
  const nothing = new CommonBases(path.join(opened.folder, 'none'), baseLimits);
  const content = await contentOf(version.content.hash, { ...opened, bases: nothing }, never);
  assert.equal(Buffer.from(content ?? []).toString(), 'first');
});

test('what the user left as it is on the server is not found again until it changes', async (t) => {
  const { session, write, sync } = await openSession(t, { watch: ['**'] });
  await write('a.txt', 'a');
  await sync('to-remote');
  await write('a.txt', 'longer');
  await write('b.txt', 'b');
  assert.deepEqual((await session.changedMeanwhile(never)).sort(), ['a.txt', 'b.txt']);
  await session.passOver(['a.txt', 'b.txt'], never);
  assert.deepEqual(await session.changedMeanwhile(never), []);
  await write('b.txt', 'longer');
  assert.deepEqual(await session.changedMeanwhile(never), ['b.txt']);
});

test('what was done is done also where its batch cannot be closed, and that is told', async (t) => {
  const { session, write, files, kept, failures } = await openSession(t);
  await write('a.txt', 'ours');
  const full = new Error('the disk is full');
  t.mock.method(kept, 'begin', () =>
    Promise.resolve({
      id: 'x',
      keep: () => Promise.resolve(),
      end: () => Promise.reject(full),
    }),
  );
  const result = await session.save('a.txt', { title: 'a' }, never);
  assert.deepEqual(
    [result.outcome, files.text('/site/a.txt'), failures],
    ['uploaded', 'ours', [full]],
  );
});
