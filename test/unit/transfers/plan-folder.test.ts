import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalSide } from '../../../src/transfers/local-side.js';
import { planFolder } from '../../../src/transfers/plan-folder.js';
import { type SideEntry } from '../../../src/transfers/side.js';
import { MemorySide } from './memory-side.js';

const file = (name: string): SideEntry => ({ name, type: 'file', size: 1 });

function plan(names: string[], platform: string): [to: string, refused: boolean][] {
  const planned = planFolder({
    from: { side: new MemorySide(), path: '/www' },
    to: { side: new LocalSide(platform), path: '/home/me' },
    entries: names.map(file),
  });
  return planned.map(({ to, refusal }) => [to, refusal !== undefined]);
}

test('each entry of a folder goes below the same folder at the other side', () => {
  assert.deepEqual(plan(['a', 'b c'], 'linux'), [
    ['/home/me/a', false],
    ['/home/me/b c', false],
  ]);
});

test('a name that leads elsewhere has no path at all', () => {
  assert.deepEqual(plan(['../../etc/passwd', '..'], 'linux'), [
    ['/home/me', true],
    ['/home/me', true],
  ]);
});

test('of two names that are one on the disk the second is refused', () => {
  assert.deepEqual(plan(['Read.me', 'READ.ME'], 'darwin'), [
    ['/home/me/Read.me', false],
    ['/home/me/READ.ME', true],
  ]);
});
