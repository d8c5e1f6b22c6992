import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { RemoteError } from '../../../src/base/remote-error.js';
import { BeforeBatch } from '../../../src/sync/before-batch.js';
import { type LocalChange } from '../../../src/sync/local-change.js';
import { parseMappings, type SyncMapping } from '../../../src/sync/mapping.js';
import { failure } from '../../support/failure.js';

function change(id: string, more: Partial<LocalChange> = {}): LocalChange {
  const common = { id, time: 1, pair: 'p', isHeld: false, path: id, isNew: false } as const;
  return { ...common, kind: 'save', ...more } as LocalChange;
}

suite('the tasks before a batch', () => {
  let waiting: LocalChange[];
  let runs: { end: () => void; fail: (error: Error) => void }[];
  let before: BeforeBatch;
  let mapping: SyncMapping;

  beforeEach(() => {
    [waiting, runs] = [[], []];
    mapping = parse({ hooks: { before: 'build' } });
    before = new BeforeBatch({
      changesOf: () => [...waiting],
      run: () =>
        new Promise((resolve, reject) => {
          runs.push({ end: resolve, fail: reject });
        }),
    });
  });

  function parse(more: object): SyncMapping {
    const [parsed] = parseMappings([{ connection: 'c', remote: '/', ...more }], '/project');
    assert.ok(parsed);
    return parsed;
  }

  function queued(...ids: readonly string[]): LocalChange[] {
    const changes = ids.map((id) => change(id));
    waiting.push(...changes);
    return changes;
  }

  const pass = (one: LocalChange): Promise<void> => before.pass(mapping, one, never);

  test('run once for all that waits, and not again when that is tried again', async () => {
    const changes = queued('a', 'b', 'c');
    const [first] = changes;
    assert.ok(first);
    const passing = changes.slice(0, 2).map(pass);
    runs[0]?.end();
    await Promise.all(passing);
    await Promise.all(changes.map(pass));
    await pass(first);
    assert.equal(runs.length, 1);
  });

  test('run again for what came while they ran', async () => {
    const [early] = queued('early');
    assert.ok(early);
    const passing = pass(early);
    const [late] = queued('late');
    assert.ok(late);
    const waitingFor = pass(late);
    runs[0]?.end();
    await passing;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(runs.length, 2);
    runs[1]?.end();
    await waitingFor;
  });

  test('that fail stop all that waited, each once, and run again when that is retried', async () => {
    const changes = queued('a', 'b');
    const passing = changes.slice(0, 1).map(pass);
    runs[0]?.fail(new RemoteError('failed', 'the build is broken'));
    for (const stopped of [...passing, ...changes.slice(1).map(pass)]) {
      assert.equal((await failure(stopped)).message, 'the build is broken');
    }
    assert.equal(runs.length, 1);
    const again = changes.map(pass);
    runs[1]?.end();
    await Promise.all(again);
    assert.equal(runs.length, 2);
  });

  for (const when of ['after', 'while'] as const) {
    test(`run again for what waits, and was changed once more ${when} they ran`, async () => {
      const [one, other] = queued('a', 'b');
      assert.ok(one && other);
      const passing = pass(other);
      if (when === 'while') before.forget(one);
      runs[0]?.end();
      await passing;
      if (when === 'after') before.forget(one);
      const again = pass(one);
      assert.equal(runs.length, 2);
      runs[1]?.end();
      await again;
    });
  }

  test('do not run for what others have written, and where there are none', async () => {
    await pass(change('built', { byOthers: true }));
    mapping = parse({});
    await pass(change('a'));
    assert.equal(runs.length, 0);
  });

  test('run for a change that went up already, and comes again', async () => {
    const [one] = queued('a');
    assert.ok(one);
    const passing = pass(one);
    runs[0]?.end();
    await passing;
    before.forget(one);
    const again = pass(one);
    runs[1]?.end();
    await again;
    assert.equal(runs.length, 2);
  });
});
