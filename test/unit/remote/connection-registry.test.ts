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

  const clashes: [names: string[], reached: string][] = [
    [['Demo', 'demo'], 'demo'],
    [['Demo', 'DEMO'], 'Demo'],
    [['dEMO', 'Demo', 'demo'], 'demo'],
  ];
  for (const [names, reached] of clashes) {
    test(`of ${names.join(' and ')} only ${reached} is a connection: addresses know no case`, () => {
      registry.update(Object.fromEntries(names.map((name) => [name, { host: name }])));
      assert.equal(get('demo').profile.host, reached);
      for (const name of names.filter((one) => one !== reached)) {
        const message = `The connections "${name}" and "${reached}" differ in case only, and addresses know no case: rename one of them`;
        assert.throws(() => get(name), { message });
      }
    });
  }

  test('a name that comes to differ in case only ends the connection that addresses leave', () => {
    registry.update({ Demo: { host: 'a' } });
    const before = get('demo');
    registry.update({ Demo: { host: 'a' }, demo: { host: 'b' } });
    assert.deepEqual([ended, get('demo').profile.host], [[before], 'b']);
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
