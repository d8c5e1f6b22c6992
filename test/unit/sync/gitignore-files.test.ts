import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { GitignoreFiles } from '../../../src/sync/gitignore-files.js';
import { readText } from '../../../src/sync/read-text.js';
import { failure } from '../../support/failure.js';
import { tempDir } from '../../support/temp-dir.js';

interface Project {
  files: GitignoreFiles;
  texts: Map<string, string>;
  /** The paths that were asked for. */
  read: string[];
}

function project(gitignore: boolean, texts: Readonly<Record<string, string>>): Project {
  const all = new Map(Object.entries(texts));
  const read: string[] = [];
  const mapping = { local: '/p/web', ignore: ['*.bak'], gitignore, ignoresCase: false };
  const files = new GitignoreFiles(mapping, (at) => {
    read.push(at);
    return Promise.resolve(all.get(at));
  });
  return { files, texts: all, read };
}

const texts = {
  '/p/.git/HEAD': 'ref: refs/heads/main',
  '/p/.gitignore': '/web/cache/\n*.tmp',
  '/p/web/.gitignore': '*.log',
  '/p/web/sub/.gitignore': '!keep.log',
  '/p/web/cache/.gitignore': '!*',
};

const cases: [at: string, ignored: boolean][] = [
  ['a.log', true],
  ['a.tmp', true],
  ['a.bak', true],
  ['a.txt', false],
  ['cache/a.txt', true],
  ['sub/keep.log', false],
  ['sub/deep/keep.log', false],
  ['sub/other.log', true],
];
for (const [at, ignored] of cases) {
  test(`${at} is ${ignored ? 'ignored' : 'kept'} by the files on the way to it`, async () => {
    const verdict = await project(true, texts).files.verdict(at, false, never);
    assert.equal(verdict.ignored, ignored);
  });
}

test('without the wish no .gitignore file is read', async () => {
  const { files, read } = project(false, texts);
  const verdicts = await Promise.all(
    ['a.log', 'a.bak'].map((at) => files.verdict(`sub/${at}`, false, never)),
  );
  assert.deepEqual([verdicts.map(({ ignored }) => ignored), read], [[false, true], []]);
});

test('outside of a git repository no file above the mapped folder counts', async () => {
  const { files } = project(true, { '/p/.gitignore': '*.tmp', '/p/web/.gitignore': '*.log' });
  const verdicts = await Promise.all(
    ['a.tmp', 'a.log'].map((at) => files.verdict(at, false, never)),
  );
  assert.deepEqual(
    verdicts.map(({ ignored }) => ignored),
    [false, true],
  );
});

test('each file is read once, until they are forgotten', async () => {
  const { files, texts: all, read } = project(true, texts);
  await files.rulesIn('sub', never);
  const before = read.length;
  assert.equal((await files.verdict('sub/x.log', false, never)).ignored, true);
  assert.equal(read.length, before);
  all.set('/p/web/sub/.gitignore', '!*.log');
  files.forget();
  assert.equal((await files.verdict('sub/x.log', false, never)).ignored, false);
});

test('the text of a file is read; where there is no file there is none', async (t) => {
  const folder = await tempDir(t);
  await writeFile(path.join(folder, 'a'), 'text');
  await mkdir(path.join(folder, 'd'));
  const read = ['a', 'b', 'd', 'a/b'].map((name) => readText(path.join(folder, name), never));
  assert.deepEqual(await Promise.all(read), ['text', undefined, undefined, undefined]);
  const stopped = readText(path.join(folder, 'a'), AbortSignal.abort());
  assert.equal((await failure(stopped)).kind, 'aborted');
});
