import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalSide } from '../../../src/transfers/local-side.js';
import { downloadOrders, uploadOrders } from '../../../src/transfers/orders.js';
import { RemoteSide } from '../../../src/transfers/remote-side.js';
import { MemoryFiles } from '../../support/memory-files.js';

const local = new LocalSide('linux');
const remote = new RemoteSide(new MemoryFiles());

test('what is downloaded keeps its name, and a whole server has that of its connection', () => {
  const places = ['/www/a.txt', '/'].map((path) => ({ connection: 'demo', path }));
  assert.deepEqual(
    downloadOrders(places, '/home/me', local).map(({ to }) => to.path),
    ['/home/me/a.txt', '/home/me/demo'],
  );
});

test('what is uploaded keeps its name', () => {
  const target = { connection: 'demo', path: '/www' };
  assert.deepEqual(uploadOrders(['/home/me/a b.txt'], target, remote), [
    { from: { path: '/home/me/a b.txt' }, to: { connection: 'demo', path: '/www/a b.txt' } },
  ]);
});

test('a name that cannot stand at the other side is refused, and makes no path', () => {
  const [order] = downloadOrders(
    [{ connection: 'demo', path: '/a\\..\\b' }],
    'C:\\me',
    new LocalSide('win32'),
  );
  assert.deepEqual([order?.to.path, order?.refusal?.kind], ['C:\\me', 'unsafe']);
  const [upload] = uploadOrders(['/a\nb'], { connection: 'demo', path: '/' }, remote);
  assert.deepEqual([upload?.to.path, upload?.refusal?.kind], ['/', 'unsafe']);
});
