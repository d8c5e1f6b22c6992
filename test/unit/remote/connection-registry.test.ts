import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { Connection } from '../../../src/remote/connection.js';
import { ConnectionRegistry } from '../../../src/remote/connection-registry.js';

const credentials = {
  ask: () => Promise.resolve(undefined),
  accepted: () => Promise.resolve(),
  refused: () => Promise.resolve(),
};

suite('the registry of connections', () => {
  let registry: ConnectionRegistry;
  let ended: Connection[];

  beforeEach(() => {
    ended = [];
    registry = new ConnectionRegistry((name, profile) => {
      const connection = new Connection({ name, profile, credentials });
      connection.disconnect = (): Promise<void> => {
        ended.push(connection);
        return Promise.resolve();
      };
      return connection;
    });
  });

  const get = (name: string): Connection => registry.get(name);

  test('gives the same connection each time', () => {
    registry.update({ demo: { host: 'a' } });
    assert.equal(get('demo'), get('demo'));
  });

  test('finds a name in whatever case an address comes back', () => {
    registry.update({ Demo: { host: 'a' } });
    assert.equal(get('demo'), get('Demo'));
  });

  test('prefers the name as it is written', () => {
    registry.update({ Demo: { host: 'a' }, demo: { host: 'b' } });
    assert.deepEqual([get('Demo').profile.host, get('demo').profile.host], ['a', 'b']);
  });

  test('a changed profile ends the old connection and makes a new one', () => {
    registry.update({ demo: { host: 'a' }, other: { host: 'o' } });
    const [demo, other] = [get('demo'), get('other')];
    registry.update({ demo: { host: 'b' }, other: { host: 'o' } });
    assert.deepEqual(
      [ended, get('demo').profile.host, get('other') === other],
      [[demo], 'b', true],
    );
  });

  test('a profile that goes ends its connection', () => {
    registry.update({ demo: { host: 'a' } });
    const demo = get('demo');
    registry.update(undefined);
    assert.deepEqual(ended, [demo]);
    assert.throws(() => get('demo'), {
      message: 'There is no connection "demo"',
      hint: 'Add it in the setting ftpWorkspaces.connections.',
    });
  });

  test('a name that a workspace may bring along is told to wait for trust', () => {
    registry.update({}, false);
    assert.throws(() => get('brought'), {
      message: 'There is no connection "brought"',
      hint: 'What this workspace brings along is not used until you trust it.',
    });
  });

  test('lists all names, the senseless ones with what is wrong about them', () => {
    registry.update({ good: { host: 'a' }, bad: { host: 'a', port: 'x' }, 'a/b': { host: 'a' } });
    const listed = registry.list().map(({ name, error }) => [name, error?.kind]);
    assert.deepEqual(listed, [
      ['good', undefined],
      ['bad', 'failed'],
      ['a/b', 'failed'],
    ]);
  });

  test('what is no object holds no connections', () => {
    for (const value of [null, 'text', 7, ['a']]) {
      registry.update(value);
      assert.deepEqual(registry.list(), []);
    }
  });

  test('closing ends all connections', async () => {
    registry.update({ one: { host: 'a' }, two: { host: 'b' } });
    const all = [get('one'), get('two')];
    await registry.close();
    assert.deepEqual(ended, all);
  });
});
