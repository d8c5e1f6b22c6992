// What every RemoteFiles promises. Run unchanged on the double in memory, on our own test server
// and on real servers.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { never } from '../../src/base/abort.js';
import { RemoteError, type RemoteErrorKind } from '../../src/base/remote-error.js';
import { type ContentSource } from '../../src/remote/content-source.js';
import { type RemoteFiles } from '../../src/remote/remote-files.js';
import { isSameTime } from '../../src/remote/same-state.js';

export interface FilesUnderTest {
  files: RemoteFiles;
  stop: () => Promise<void>;
  /** Names that this server cannot keep, each with the reason in the suite that says so. */
  cannotStore?: readonly string[];
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Names that are hard for servers, for URIs or for listings. */
const hardNames: readonly string[] = [
  '.hidden',
  'with blank.txt',
  '...',
  '-dash',
  '-la',
  '100%.txt',
  '%41%2F.txt',
  '#hash',
  'a#b?c.txt',
  'a*b',
  '*',
  '[x]',
  '{y}',
  '~tilde',
  'quote\'s".txt',
  '"all" of it',
  '""',
  '$HOME `x` !& (1)',
  'back\\slash',
  'tab\tin it',
  'semi;colon=1',
  'ümläut.txt',
  'ÿþý \u00a0.txt',
  'e\u0301 combining',
  '日本語.txt',
  '😀.txt',
  ' leading blank',
  '  two leading',
  'trailing blank ',
  'a -> b',
  'UPPER.txt',
  'upper.txt',
];

async function rejectsWith(promise: Promise<unknown>, ...kinds: RemoteErrorKind[]): Promise<void> {
  const error: unknown = await promise.then(
    (value) => assert.fail(`it must fail, but gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RemoteError, String(error));
  assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.message}`);
}

async function isSupported(change: Promise<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof RemoteError && error.kind === 'unsupported') return false;
    throw error;
  }
}

/** Registers the suite; `start` opens a tree that the suite may write to. */
export function remoteFilesContract(name: string, start: () => Promise<FilesUnderTest>): void {
  describe(`remote files on ${name}`, () => {
    let files: RemoteFiles;
    let stop: () => Promise<void> = () => Promise.resolve();
    let cannotStore: readonly string[] = [];
    const base = `/contract-${randomBytes(4).toString('hex')}`;
    const at = (path: string): string => `${base}/${path}`;
    const write = (path: string, content: Uint8Array): ReturnType<RemoteFiles['write']> =>
      files.write({ path: at(path), content }, never);
    const read = (path: string): Promise<Uint8Array> => files.read(at(path), never);
    const names = async (path: string): Promise<string[]> =>
      (await files.list(path, never)).map((entry) => entry.name).sort();

    before(async () => {
      const started = await start();
      ({ files, stop } = started);
      cannotStore = started.cannotStore ?? [];
      await files.mkdir(base, never);
    });
    after(async () => {
      try {
        await files.remove(base, { recursive: true }, never);
      } finally {
        await stop();
      }
    });

    test('an empty folder is an empty list', async () => {
      await files.mkdir(at('empty'), never);
      assert.deepEqual(await files.list(at('empty'), never), []);
    });

    test('a folder that does not exist is never an empty list', async () => {
      await rejectsWith(files.list(at('nowhere'), never), 'not-found');
      await rejectsWith(files.list(at('nowhere/deeper'), never), 'not-found');
    });

    test('a file is no folder', async () => {
      await write('plain.txt', bytes('plain'));
      await rejectsWith(
        files.list(at('plain.txt'), never),
        'not-a-directory',
        'not-found',
        'failed',
      );
    });

    test('a file is read with the state that belongs to its content', async () => {
      const content = bytes('with its state');
      const { modified } = await write('stated.txt', content);
      const read1 = await files.readWithState(at('stated.txt'), never);
      assert.deepEqual(Buffer.from(read1.content), Buffer.from(content));
      const { name: called, type, size } = read1.entry;
      assert.deepEqual([called, type, size], ['stated.txt', 'file', content.length]);
      if (modified !== undefined) assert.equal(read1.entry.modified, modified);
      await rejectsWith(files.readWithState(at('nowhere.txt'), never), 'not-found');
      await files.mkdir(at('stated'), never);
      await rejectsWith(files.readWithState(at('stated'), never), 'is-a-directory', 'failed');
    });

    const contents: [string, Uint8Array][] = [
      ['no byte', new Uint8Array(0)],
      ['one byte', bytes('x')],
      ['every byte and every line end', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
      ['CR LF and LF', bytes('a\r\nb\nc\rd\r\n')],
      ['a megabyte and a bit', randomBytes(1_048_576 + 13)],
    ];
    for (const [what, content] of contents) {
      test(`a file of ${what} comes back as it was written`, async () => {
        const entry = await write('content.bin', content);
        assert.deepEqual(Buffer.from(await read('content.bin')), Buffer.from(content));
        const { size, type } = await files.stat(at('content.bin'), never);
        assert.deepEqual(
          { size, type, told: entry.size },
          {
            size: content.length,
            type: 'file',
            told: content.length,
          },
        );
      });
    }

    test('a shorter content leaves nothing of the longer one, and no other name behind', async () => {
      await files.mkdir(at('short'), never);
      await write('short/a.txt', bytes('a long content'));
      await write('short/a.txt', bytes('short'));
      assert.deepEqual(Buffer.from(await read('short/a.txt')).toString(), 'short');
      assert.deepEqual(await names(at('short')), ['a.txt']);
    });

    test('the state that a write returns is the state that a look finds', async () => {
      const written = await write('state.txt', bytes('state'));
      const found = await files.stat(at('state.txt'), never);
      assert.deepEqual([found.size, found.modified], [written.size, written.modified]);
    });

    test('a list tells files from folders, and the sizes of files', async () => {
      await files.mkdir(at('kinds'), never);
      await files.mkdir(at('kinds/folder'), never);
      await write('kinds/file.txt', bytes('12345'));
      const entries = [...(await files.list(at('kinds'), never))];
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      const seen = entries.map(({ name, type, size }) => [name, type, type === 'file' ? size : 0]);
      assert.deepEqual(seen, [
        ['file.txt', 'file', 5],
        ['folder', 'directory', 0],
      ]);
    });

    test('a look at nothing is not-found, at the root a folder', async () => {
      await rejectsWith(files.stat(at('nothing'), never), 'not-found');
      await rejectsWith(files.stat(at('nothing/at/all'), never), 'not-found');
      assert.equal((await files.stat('/', never)).type, 'directory');
      assert.equal((await files.stat(base, never)).type, 'directory');
    });

    test('a read of nothing, or of a folder, is an error and no content', async () => {
      await rejectsWith(read('nothing'), 'not-found');
      await files.mkdir(at('unreadable'), never);
      await rejectsWith(read('unreadable'), 'is-a-directory', 'failed');
    });

    test('create and overwrite say what a write may do', async () => {
      const content = bytes('new');
      const path = at('flags.txt');
      await rejectsWith(files.write({ path, content, create: false }, never), 'not-found');
      await files.write({ path, content: bytes('old') }, never);
      await rejectsWith(files.write({ path, content, overwrite: false }, never), 'exists');
      assert.equal(Buffer.from(await read('flags.txt')).toString(), 'old');
      await files.mkdir(at('folder'), never);
      await rejectsWith(files.write({ path: at('folder'), content }, never), 'is-a-directory');
      await rejectsWith(files.write({ path: at('no/parent.txt'), content }, never), 'not-found');
    });

    test('a file that is not what the writer expects is left alone', async () => {
      const path = at('expected.txt');
      const entry = await files.write({ path, content: bytes('theirs, longer') }, never);
      const expected = { ...entry, size: 3 };
      await rejectsWith(files.write({ path, content: bytes('mine'), expected }, never), 'conflict');
      assert.equal(Buffer.from(await read('expected.txt')).toString(), 'theirs, longer');
      const lost = { ...entry, name: 'lost.txt' };
      const write = { path: at('lost.txt'), content: bytes('mine'), expected: lost };
      await rejectsWith(files.write(write, never), 'conflict');
    });

    const inPieces = (content: Uint8Array, size = content.length): ContentSource => ({
      size,
      async *open() {
        for (let done = 0; done < content.length; done += 100_000) {
          yield await Promise.resolve(content.subarray(done, done + 100_000));
        }
      },
    });
    const streamed = async (path: string, start = 0): Promise<Buffer> => {
      const pieces: Uint8Array[] = [];
      for await (const piece of files.stream({ path: at(path), start }, never)) pieces.push(piece);
      return Buffer.concat(pieces);
    };

    test('a content goes up and comes down in pieces, from any place on', async () => {
      const content = randomBytes(400_001);
      const entry = await files.write(
        { path: at('pieces.bin'), content: inPieces(content) },
        never,
      );
      assert.equal(entry.size, content.length);
      assert.deepEqual(await streamed('pieces.bin'), content);
      assert.deepEqual(await streamed('pieces.bin', 399_990), content.subarray(399_990));
      await write('none.bin', bytes(''));
      assert.equal((await streamed('none.bin')).length, 0);
      await rejectsWith(streamed('nothing.bin'), 'not-found');
    });

    test('a source that gives another number of bytes than it said replaces nothing', async () => {
      const path = at('source.txt');
      await files.write({ path, content: bytes('as it was') }, never);
      for (const size of [3, 300]) {
        const content = inPieces(bytes('short of it'), size);
        await rejectsWith(files.write({ path, content }, never), 'failed');
      }
      assert.equal(Buffer.from(await read('source.txt')).toString(), 'as it was');
    });

    test('a stream that is left early disturbs nothing', async () => {
      await write('left.bin', randomBytes(3_000_000));
      for await (const piece of files.stream({ path: at('left.bin') }, never)) {
        assert.ok(piece.length > 0);
        break;
      }
      assert.equal((await files.stat(at('left.bin'), never)).size, 3_000_000);
      assert.equal((await read('left.bin')).length, 3_000_000);
    });

    test('a copy has the same content, and replaces only where it may', async () => {
      await write('copied.txt', bytes('to be copied'));
      await write('taken.txt', bytes('taken'));
      const copy = { from: at('copied.txt'), to: at('taken.txt') };
      await rejectsWith(files.copy({ ...copy, overwrite: false }, never), 'exists');
      assert.equal(Buffer.from(await read('taken.txt')).toString(), 'taken');
      await files.copy({ ...copy, overwrite: true }, never);
      await files.copy({ ...copy, to: at('copy.txt'), overwrite: false }, never);
      for (const name of ['copied.txt', 'taken.txt', 'copy.txt']) {
        assert.equal(Buffer.from(await read(name)).toString(), 'to be copied');
      }
      const gone = { from: at('gone.txt'), to: at('x.txt'), overwrite: false };
      await rejectsWith(files.copy(gone, never), 'not-found');
    });

    test('a time and a mode that were set are told, or refused as unsupported', async () => {
      const path = at('dated.txt');
      await files.write({ path, content: bytes('dated') }, never);
      const modified = Date.UTC(2021, 5, 6, 7, 8, 10);
      const isDated = await isSupported(files.setModified(path, modified, never));
      const set = { name: 'dated.txt', type: 'file' as const, modified, modifiedExact: true };
      // Servers that are known by LIST alone tell the day of an old file, not the second.
      if (isDated) assert.ok(isSameTime(await files.stat(path, never), set));
      if (!(await isSupported(files.chmod(path, 0o640, never)))) return;
      const listed = (await files.list(base, never)).find(({ name }) => name === 'dated.txt');
      assert.ok(listed);
      assert.equal((listed.mode ?? 0o640) & 0o777, 0o640);
    });

    test('a rename moves, and replaces only where it may', async () => {
      await write('from.txt', bytes('moved'));
      await write('there.txt', bytes('there'));
      const move = { from: at('from.txt'), to: at('there.txt') };
      await rejectsWith(files.rename({ ...move, overwrite: false }, never), 'exists');
      assert.equal(Buffer.from(await read('there.txt')).toString(), 'there');
      await files.rename({ ...move, overwrite: true }, never);
      assert.equal(Buffer.from(await read('there.txt')).toString(), 'moved');
      await rejectsWith(files.stat(at('from.txt'), never), 'not-found');
      const gone = { from: at('from.txt'), to: at('x.txt'), overwrite: false };
      await rejectsWith(files.rename(gone, never), 'not-found');
    });

    test('a folder is renamed with what is in it', async () => {
      await files.mkdir(at('old'), never);
      await write('old/in.txt', bytes('in'));
      await files.rename({ from: at('old'), to: at('new'), overwrite: false }, never);
      assert.deepEqual(await names(at('new')), ['in.txt']);
      await rejectsWith(files.list(at('old'), never), 'not-found');
    });

    test('a folder with something in it goes only where all of it may go', async () => {
      await files.mkdir(at('full'), never);
      await files.mkdir(at('full/sub'), never);
      await write('full/sub/a.txt', bytes('a'));
      await rejectsWith(files.remove(at('full'), { recursive: false }, never), 'failed');
      assert.deepEqual(await names(at('full/sub')), ['a.txt']);
      await files.remove(at('full'), { recursive: true }, never);
      await rejectsWith(files.stat(at('full'), never), 'not-found');
    });

    test('what is not there cannot be removed', async () => {
      await rejectsWith(files.remove(at('nothing'), { recursive: true }, never), 'not-found');
    });

    test('a folder is made once, and only inside another', async () => {
      await files.mkdir(at('once'), never);
      await rejectsWith(files.mkdir(at('once'), never), 'exists');
      await rejectsWith(files.mkdir(at('no/such'), never), 'not-found');
    });

    test('hard names are written, listed, read, renamed and removed', async () => {
      await files.mkdir(at('names'), never);
      const possible = hardNames.filter((name) => !cannotStore.includes(name));
      for (const name of possible) await write(`names/${name}`, bytes(name));
      assert.deepEqual(await names(at('names')), [...possible].sort());
      for (const name of possible) {
        assert.equal(Buffer.from(await read(`names/${name}`)).toString(), name);
        const there = at(`names/${name}`);
        await files.rename({ from: there, to: `${there}.moved`, overwrite: false }, never);
        await files.remove(`${there}.moved`, { recursive: false }, never);
      }
      assert.deepEqual(await names(at('names')), []);
    });

    test('a folder with a hard name is listed', async () => {
      for (const name of ['[x] {y} *?', 'ü %#', '-l']) {
        if (cannotStore.includes(name)) continue;
        await files.mkdir(at(name), never);
        await write(`${name}/in.txt`, bytes('in'));
        assert.deepEqual(await names(at(name)), ['in.txt']);
      }
    });

    test('no path forges a command or leaves the root', async () => {
      for (const path of ['/a\r\nDELE b', '/a\nb', '/a\0b', '/../../etc/passwd']) {
        await rejectsWith(files.stat(path, never), 'unsafe');
        await rejectsWith(files.read(path, never), 'unsafe');
        await rejectsWith(files.write({ path, content: bytes('x') }, never), 'unsafe');
        await rejectsWith(files.mkdir(path, never), 'unsafe');
        await rejectsWith(files.remove(path, { recursive: true }, never), 'unsafe');
      }
    });

    test('a cancelled operation ends as cancelled', async () => {
      const signal = AbortSignal.abort();
      await rejectsWith(files.list(at('cancelled'), signal), 'aborted');
      await rejectsWith(files.read(at('cancelled'), signal), 'aborted');
    });
  });
}
