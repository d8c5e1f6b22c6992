import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Settling } from '../../../src/sync/settling.js';

const times = { quietMs: 500, claimMs: 3000 };

suite('a path that is being written to', () => {
  test('is due when nothing was seen of it for a while', () => {
    const settling = new Settling(times);
    settling.saw('/a', 0);
    settling.saw('/b', 100);
    settling.saw('/a', 400);
    assert.deepEqual(
      [settling.takeDue(600), settling.takeDue(899), settling.takeDue(900), settling.takeDue(5000)],
      [['/b'], [], ['/a'], []],
    );
  });

  test('tells when the next one is due', () => {
    const settling = new Settling(times);
    const dues = [settling.dueIn(0)];
    settling.saw('/a', 0);
    dues.push(settling.dueIn(200), settling.dueIn(900));
    settling.takeDue(900);
    dues.push(settling.dueIn(900));
    assert.deepEqual(dues, [undefined, 300, 0, undefined]);
  });

  test('is no news where VS Code has said that it goes, or a folder around it, for a while', () => {
    const settling = new Settling(times);
    settling.claim('/gone', 0);
    assert.deepEqual(
      [
        settling.isClaimed('/gone', 100),
        settling.isClaimed('/gone/in/it', 2999),
        settling.isClaimed('/goner', 100),
        settling.isClaimed('/gone', 3000),
      ],
      [true, true, false, false],
    );
  });
});
