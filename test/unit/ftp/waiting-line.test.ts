import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Use, WaitingLine, type Wish } from '../../../src/ftp/waiting-line.js';

function lineOf(...uses: Use[]): WaitingLine<Wish> {
  const line = new WaitingLine<Wish>();
  for (const [turn, use] of uses.entries()) line.add({ turn, use });
  return line;
}

/** Serves all that may be served; their turns in order. */
function serveAll(line: WaitingLine<Wish>, mayBulk = true): number[] {
  const served: number[] = [];
  for (let next = line.next(mayBulk); next !== undefined; next = line.next(mayBulk)) {
    line.serve(next);
    served.push(next.turn);
  }
  return served;
}

test('those that wait are served in the order of asking', () => {
  assert.deepEqual(serveAll(lineOf('command', 'transfer', 'command')), [0, 1, 2]);
});

test('who comes back to the line has his old place', () => {
  const line = lineOf('command', 'command');
  const [first] = [line.next(true)];
  assert.ok(first !== undefined);
  line.serve(first);
  line.add(first);
  assert.deepEqual(serveAll(line), [0, 1]);
});

test('long transfers let the others pass', () => {
  assert.deepEqual(serveAll(lineOf('bulk', 'command', 'bulk', 'transfer')), [1, 3, 0, 2]);
});

test('long transfers let others pass eight times, and no more', () => {
  const others = Array.from({ length: 20 }, () => 'command' as const);
  const served = serveAll(lineOf('bulk', ...others, 'bulk'));
  assert.equal(served.indexOf(0), 8);
  assert.equal(served.length, 22);
});

test('long transfers stay in the line while there may be no more of them', () => {
  const line = lineOf('bulk', 'command', 'bulk');
  assert.deepEqual(serveAll(line, false), [1]);
  assert.equal(line.length, 2);
  assert.deepEqual(serveAll(line), [0, 2]);
});

test('who leaves the line is not served, and all can be sent away', () => {
  const line = lineOf('command', 'command', 'bulk');
  const first = line.next(true);
  assert.ok(first !== undefined);
  line.remove(first);
  assert.deepEqual(
    line.clear().map(({ turn }) => turn),
    [1, 2],
  );
  assert.equal(line.next(true), undefined);
});
