import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { LocalDisk } from '../../../src/sync/local-disk.js';
import { isTemporaryName } from '../../../src/sync/scan.js';
import { DiskSide } from '../../support/sync/disk-side.js';
import { localFilesContract } from '../../support/sync/local-files-contract.js';
import { memoryWorld } from '../../support/sync/sync-world.js';
import { failure } from '../../support/failure.js';
import { tempDir } from '../../support/temp-dir.js';

localFilesContract('in memory', () => {
  const { localFiles, local } = memoryWorld();
  return Promise.resolve({ files: localFiles, side: local, stop: () => Promise.resolve() });
});

localFilesContract('on the disk', () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'ftpws-local-'));
  const stop = (): Promise<void> => fs.promises.rm(folder, { recursive: true });
  return Promise.resolve({ files: new LocalDisk(folder), side: new DiskSide(folder), stop });
});

const unsafe = ['../x', 'a/../../x', '/etc/passwd', 'a//b', './a', 'a\0b', '..'];
for (const name of unsafe) {
  test(`${JSON.stringify(name)} is no path inside the folder`, async (t) => {
    const files = new LocalDisk(await tempDir(t));
    const work = [
      files.look(name, never),
      files.read(name, never),
      files.remove(name, never),
      files.makeFolder(name, never),
      files.rename('a', name, never),
    ];
    for (const one of await Promise.allSettled(work)) {
      assert.ok(one.status === 'rejected' && isRemoteError(one.reason, 'unsafe'), name);
    }
  });
}

test('nothing is done through a link that stands in the place of a folder', async (t) => {
  const folder = await tempDir(t);
  const outside = await tempDir(t);
  fs.writeFileSync(path.join(outside, 'a.txt'), 'theirs');
  fs.symlinkSync(outside, path.join(folder, 'link'));
  const files = new LocalDisk(folder);
  async function* content(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('x'));
  }
  const work = [
    files.look('link/a.txt', never),
    files.remove('link/a.txt', never),
    files.stage('link/new.txt', content(), never),
    files.makeFolder('link/sub', never),
  ];
  const kinds = (await Promise.allSettled(work)).map((one) =>
    one.status === 'rejected' && isRemoteError(one.reason) ? one.reason.kind : one.status,
  );
  assert.deepEqual(
    [kinds, fs.readdirSync(outside)],
    [['unsafe', 'unsafe', 'exists', 'exists'], ['a.txt']],
  );
});

test('the folder itself may be reached by a link', async (t) => {
  const folder = await tempDir(t);
  const link = path.join(await tempDir(t), 'link');
  fs.symlinkSync(folder, link);
  assert.equal((await new LocalDisk(link).look('', never))?.type, 'directory');
});

const longNames = ['ä'.repeat(127), '語'.repeat(85), '😀'.repeat(63), 'x'.repeat(255)];
for (const name of longNames) {
  test(`a name of ${String(name.length)} times ${name.slice(0, 2)} is not too long to be staged`, async (t) => {
    const folder = await tempDir(t);
    async function* content(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'));
    }
    const staged = await new LocalDisk(folder).stage(name, content(), never);
    const [temporary = ''] = fs.readdirSync(folder);
    assert.ok(isTemporaryName(temporary), temporary);
    await staged.commit({ expected: undefined, modified: undefined }, never);
    assert.deepEqual(fs.readdirSync(folder), [name]);
  });
}

test('the mode of a file that is replaced is kept', async (t) => {
  const folder = await tempDir(t);
  const at = path.join(folder, 'run.sh');
  fs.writeFileSync(at, 'old', { mode: 0o755 });
  const files = new LocalDisk(folder);
  const expected = await files.look('run.sh', never);
  async function* content(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('new'));
  }
  const staged = await files.stage('run.sh', content(), never);
  await staged.commit({ expected, modified: undefined }, never);
  assert.deepEqual([fs.readFileSync(at, 'utf8'), fs.statSync(at).mode & 0o777], ['new', 0o755]);
});

const likeNames: [name: string, link: string, folder: string][] = [
  ['case', 'LINK', 'link'],
  ['form', 'a\u0308', '\u00e4'],
];
for (const [what, link, folder] of likeNames) {
  test(`a link is one also where its name and that of its folder differ in ${what} only`, async (t) => {
    const top = await tempDir(t);
    fs.mkdirSync(path.join(top, folder));
    fs.symlinkSync(path.join(top, folder), path.join(top, link));
    const files = new LocalDisk(top);
    assert.equal((await failure(files.look(`${link}/a.txt`, never))).kind, 'unsafe');
    assert.equal(await files.look(`${folder}/a.txt`, never), undefined);
  });
}
