import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { asAllowed } from '../../../src/remote/allowed-files.js';
import { isReadonly } from '../../../src/remote/follow-links.js';
import { type RemoteFiles } from '../../../src/remote/remote-files.js';
import { failure } from '../../support/failure.js';
import { MemoryFiles } from '../../support/memory-files.js';

const filled = (): MemoryFiles =>
  new MemoryFiles().putFile('/a.txt', 'a').putFile('/.htaccess', 'h').putFolder('/folder');

const namesIn = async (files: RemoteFiles): Promise<string[]> =>
  (await files.list('/', never)).map(({ name }) => name).sort();

const content = Buffer.from('new');
const move = { from: '/a.txt', to: '/b.txt', overwrite: true };
const changes: [what: string, change: (files: RemoteFiles) => Promise<unknown>][] = [
  ['write', (files) => files.write({ path: '/a.txt', content }, never)],
  ['remove', (files) => files.remove('/a.txt', { recursive: true }, never)],
  ['rename', (files) => files.rename(move, never)],
  ['make', (files) => files.mkdir('/new', never)],
  ['copy', (files) => files.copy(move, never)],
  ['chmod', (files) => files.chmod('/a.txt', 0o600, never)],
  ['date', (files) => files.setModified('/a.txt', 0, never)],
];
for (const [what, change] of changes) {
  test(`${what} is refused on a read-only connection, and nothing changes`, async () => {
    const files = filled();
    const before = await files.list('/', never);
    const error = await failure(change(asAllowed(files, { host: 'h', readOnly: true })));
    assert.equal(error.kind, 'permission');
    assert.match(`${error.message} ${error.hint ?? ''}`, /read-only.*"readOnly"/);
    assert.deepEqual(await files.list('/', never), before);
  });
}

test('an editor sees files of a read-only connection as read-only, and can read them', async () => {
  const files = asAllowed(filled(), { host: 'h', readOnly: true });
  const entries = await files.list('/', never);
  const shown = entries.filter(({ type }) => type === 'file');
  assert.deepEqual([shown.length > 0, shown.every(isReadonly)], [true, true]);
  assert.ok(isReadonly(await files.stat('/a.txt', never)));
  assert.equal(Buffer.from(await files.read('/a.txt', never)).toString(), 'a');
});

test('dot files are shown, but where the profile hides them; who names one gets it', async () => {
  const files = filled();
  assert.deepEqual(await namesIn(asAllowed(files, { host: 'h' })), [
    '.htaccess',
    'a.txt',
    'folder',
  ]);
  const hiding = asAllowed(files, { host: 'h', hiddenFiles: false });
  assert.deepEqual(await namesIn(hiding), ['a.txt', 'folder']);
  assert.equal((await hiding.stat('/.htaccess', never)).name, '.htaccess');
});
