import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { type BaseLimits, CommonBases } from '../../../src/sync/common-bases.js';
import { tempDir } from '../../support/temp-dir.js';

const limits: BaseLimits = { fileBytes: 1000, packBytes: 2000, totalBytes: 10_000 };

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function add(bases: CommonBases, ...contents: readonly string[]): void {
  for (const content of contents) bases.add(Buffer.from(content), hashOf(content));
}

/** What is kept of these contents. */
async function kept(bases: CommonBases, contents: readonly string[]): Promise<string[]> {
  const found = await Promise.all(contents.map((content) => bases.find(hashOf(content))));
  return found.flatMap((content) =>
    content === undefined ? [] : [Buffer.from(content).toString()],
  );
}

async function packIn(t: TestContext, contents: readonly string[]): Promise<[string, string]> {
  const folder = await tempDir(t);
  const bases = new CommonBases(folder, limits);
  add(bases, ...contents);
  await bases.flush();
  const [name = ''] = await readdir(folder);
  return [folder, path.join(folder, name)];
}

test('what was agreed on is found by its hash, at once and by the next window', async (t) => {
  const folder = path.join(await tempDir(t), 'not there yet');
  const bases = new CommonBases(folder, limits);
  const contents = ['one', 'two\nlines', ''];
  add(bases, ...contents);
  assert.deepEqual(await kept(bases, contents), contents);
  assert.equal(await bases.flush(), true);
  assert.deepEqual(await kept(bases, contents), contents);
  assert.deepEqual(await kept(new CommonBases(folder, limits), contents), contents);
});

test('what comes while others are written is written too', async (t) => {
  const folder = await tempDir(t);
  const bases = new CommonBases(folder, { ...limits, packBytes: 1e7, totalBytes: 1e7 });
  const contents = Array.from({ length: 900 }, (_, index) => String(index).padStart(900, ' '));
  for (const [index, content] of contents.entries()) {
    add(bases, content);
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await bases.flush(), true);
  const next = new CommonBases(folder, limits);
  const some = contents.filter((_, index) => index % 50 === 0);
  assert.deepEqual(await kept(next, some), some);
});

test('what nobody kept is not found, also where nothing was ever kept', async (t) => {
  const folder = await tempDir(t);
  assert.deepEqual(await kept(new CommonBases(path.join(folder, 'none'), limits), ['x']), []);
});

test('what is no text, and what is too big, is not kept', async (t) => {
  const bases = new CommonBases(await tempDir(t), limits);
  const contents = ['text', 'with a \0 in it', 'x'.repeat(1001), 'y'.repeat(1000)];
  add(bases, ...contents);
  await bases.flush();
  assert.deepEqual(await kept(bases, contents), ['text', 'y'.repeat(1000)]);
});

test('a content that is kept again while it waits is written once', async (t) => {
  const [, pack] = await packIn(t, ['same', 'same']);
  assert.equal((await readFile(pack, 'utf8')).split('same').length, 2);
});

test('the oldest packs go when all are too big together', async (t) => {
  const folder = await tempDir(t);
  const bases = new CommonBases(folder, limits);
  const contents = Array.from({ length: 40 }, (_, index) => String(index).padStart(900, ' '));
  for (const content of contents) {
    add(bases, content);
    await bases.flush();
  }
  const left = await kept(bases, contents);
  assert.ok(left.length * 900 <= limits.totalBytes + limits.packBytes + limits.fileBytes);
  assert.deepEqual(left, contents.slice(-left.length));
});

test('wherever a crash tears a pack, the contents before it stay, and none is half', async (t) => {
  const contents = ['first', 'second'];
  const [folder, pack] = await packIn(t, contents);
  const whole = await readFile(pack);
  const firstEnd = whole.indexOf('first') + 'first'.length;
  for (let end = whole.length - 1; end >= 0; end -= 1) {
    await truncate(pack, end);
    const expected = end >= firstEnd ? ['first'] : [];
    assert.deepEqual(await kept(new CommonBases(folder, limits), contents), expected);
  }
});

test('a content that the disk has spoilt is none', async (t) => {
  const [folder, pack] = await packIn(t, ['first', 'second']);
  await writeFile(pack, (await readFile(pack, 'utf8')).replace('first', 'fIrst'));
  assert.deepEqual(await kept(new CommonBases(folder, limits), ['first', 'second']), ['second']);
});

test('a disk that refuses keeps nothing, and says so', async (t) => {
  const folder = path.join(await tempDir(t), 'a file');
  await writeFile(folder, '');
  const bases = new CommonBases(folder, limits);
  add(bases, 'x');
  assert.equal(await bases.flush(), false);
});
