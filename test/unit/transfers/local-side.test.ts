import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { isRemoteError, RemoteError } from '../../../src/base/remote-error.js';
import { LocalSide } from '../../../src/transfers/local-side.js';
import { type Content, type Put, type SideEntry } from '../../../src/transfers/side.js';

function content(pieces: readonly string[], size = pieces.join('').length): Content {
  return {
    size,
    modified: Date.UTC(2020, 0, 1),
    async *open() {
      await Promise.resolve();
      for (const piece of pieces) yield new TextEncoder().encode(piece);
    },
  };
}

suite('the disk as one side of a transfer', () => {
  const side = new LocalSide('linux');
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ftpws-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const at = (name: string): string => path.join(folder, name);
  const put = (name: string, more: Partial<Put> = {}): Put => ({
    path: at(name),
    content: content(['one ', 'two']),
    replaces: undefined,
    preserveTimestamps: false,
    onProgress: () => undefined,
    ...more,
  });
  const found = async (name: string): Promise<SideEntry> => {
    const entry = await side.find(at(name), never);
    assert.ok(entry);
    return entry;
  };

  test('puts a file whole, counts it as it comes, and leaves nothing beside it', async () => {
    const bytes: number[] = [];
    const arrived = await side.put(put('a.txt', { onProgress: (n) => bytes.push(n) }), never);
    assert.deepEqual(
      [arrived, bytes, fs.readFileSync(at('a.txt'), 'utf8'), fs.readdirSync(folder)],
      [{ bytes: 7 }, [4, 7], 'one two', ['a.txt']],
    );
  });

  test('removes what cut downloads left in the folder, where nobody can use it any more', async () => {
    const old = new Date(Date.now() - 2 * 24 * 3_600_000);
    const names = ['.a.txt.ftpws-0123abcd.tmp', '.b.ftpws-0123abcd-old.tmp', '.mine.tmp', '.c.tmp'];
    for (const name of names) {
      fs.writeFileSync(at(name), 'part');
      fs.utimesSync(at(name), old, old);
    }
    fs.writeFileSync(at('.young.ftpws-0123abcd.tmp'), 'part');
    await new LocalSide('linux').put(put('a.txt'), never);
    const kept = [...names.slice(1), '.young.ftpws-0123abcd.tmp', 'a.txt'];
    assert.deepEqual(fs.readdirSync(folder).sort(), kept.sort());
  });

  test('has no other bytes under the name than the old or the new ones', async () => {
    fs.writeFileSync(at('a.txt'), 'old');
    const seen: string[] = [];
    const look = (): void => void seen.push(fs.readFileSync(at('a.txt'), 'utf8'));
    await side.put(put('a.txt', { replaces: await found('a.txt'), onProgress: look }), never);
    assert.deepEqual([seen, fs.readFileSync(at('a.txt'), 'utf8')], [['old', 'old'], 'one two']);
  });

  test('takes less than was told for no file', async () => {
    const short = put('a.txt', { content: content(['one'], 7) });
    await assert.rejects(side.put(short, never), /3 bytes came, 7 were listed/);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  test('leaves nothing behind where the content fails or is cancelled', async () => {
    const refusal = new RemoteError('disconnected', 'The cable');
    const failing: Content = {
      ...content([]),
      async *open() {
        await Promise.resolve();
        yield new Uint8Array(3);
        throw refusal;
      },
    };
    await assert.rejects(side.put(put('a.txt', { content: failing }), never), refusal);
    const stop = new AbortController();
    const cancelled = put('a.txt', {
      onProgress: () => {
        stop.abort();
      },
    });
    await assert.rejects(side.put(cancelled, stop.signal), (error) =>
      isRemoteError(error, 'aborted'),
    );
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  test('keeps the mode of what it replaces, and the time where it is asked to', async () => {
    fs.writeFileSync(at('run.sh'), 'old');
    fs.chmodSync(at('run.sh'), 0o750);
    const replaces = await found('run.sh');
    await side.put(put('run.sh', { replaces, preserveTimestamps: true }), never);
    const { mode, mtimeMs } = fs.statSync(at('run.sh'));
    assert.deepEqual([mode & 0o777, mtimeMs], [0o750, Date.UTC(2020, 0, 1)]);
  });

  test('writes through a link', async () => {
    fs.writeFileSync(at('real.txt'), 'old');
    fs.symlinkSync('real.txt', at('link.txt'));
    await side.put(put('link.txt', { replaces: await found('link.txt') }), never);
    assert.deepEqual(
      [fs.readFileSync(at('real.txt'), 'utf8'), fs.lstatSync(at('link.txt')).isSymbolicLink()],
      ['one two', true],
    );
  });

  test('replaces nothing that it was not told of', async () => {
    fs.writeFileSync(at('a.txt'), 'old');
    const replaces = await found('a.txt');
    fs.writeFileSync(at('a.txt'), 'changed');
    const conflict = (error: unknown): boolean => isRemoteError(error, 'conflict');
    await assert.rejects(side.put(put('a.txt', { replaces }), never), conflict);
    await assert.rejects(side.put(put('a.txt'), never), conflict);
    assert.deepEqual(
      [fs.readFileSync(at('a.txt'), 'utf8'), fs.readdirSync(folder)],
      ['changed', ['a.txt']],
    );
  });

  test('can have a name as long as the disk allows', async () => {
    const name = 'ü'.repeat(127);
    await side.put(put(name), never);
    assert.deepEqual(fs.readdirSync(folder), [name]);
  });

  test('lists files and folders; links to folders and to nothing are left out', async () => {
    fs.writeFileSync(at('a.txt'), 'abc');
    fs.mkdirSync(at('sub'));
    fs.symlinkSync('sub', at('to-folder'));
    fs.symlinkSync('a.txt', at('to-file'));
    fs.symlinkSync('gone', at('to-nothing'));
    const entries = await side.list(folder, never);
    const rows = entries.map(({ name, type, size, skipped }) => [name, type, size, skipped]);
    assert.deepEqual(rows.sort(), [
      ['a.txt', 'file', 3, undefined],
      ['sub', 'directory', undefined, undefined],
      ['to-file', 'file', 3, undefined],
      ['to-folder', 'directory', undefined, 'links to folders are not followed'],
      ['to-nothing', 'file', undefined, 'it points to nothing'],
    ]);
  });

  test('says in words what the system says in letters', async () => {
    await assert.rejects(side.list(at('gone'), never), {
      kind: 'not-found',
      message: `Listing ${at('gone')} failed: there is no such file or folder (ENOENT)`,
    });
    fs.writeFileSync(at('a.txt'), 'abc');
    await assert.rejects(side.makeFolder(at('a.txt/sub'), never), { kind: 'not-a-directory' });
  });

  test('reads a file as often as it is opened', async () => {
    fs.writeFileSync(at('a.txt'), 'abc');
    const read = side.content(at('a.txt'), await found('a.txt'));
    for (const time of ['first', 'second']) {
      const pieces: Uint8Array[] = [];
      for await (const piece of read.open(never)) pieces.push(piece);
      assert.equal(Buffer.concat(pieces).toString(), 'abc', time);
    }
    assert.equal(read.size, 3);
  });
});
