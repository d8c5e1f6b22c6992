import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataSlot } from '../../../src/ftp/data-slot.js';
import { type DataOpening } from '../../../src/ftp/data-way.js';

interface FakeOpening extends DataOpening {
  isOpen: boolean;
}

function opening(): FakeOpening {
  const fake: FakeOpening = {
    way: 'EPSV',
    isOpen: true,
    accept: () => Promise.reject(new Error('nobody accepts it here')),
    destroy: () => {
      fake.isOpen = false;
    },
  };
  return fake;
}

test('an empty slot gives nothing', async () => {
  const slot = new DataSlot();
  assert.equal(slot.isReady, false);
  assert.equal(await slot.take(), undefined);
});

test('what comes is kept until it is taken, once', async () => {
  const slot = new DataSlot();
  const made = opening();
  slot.fill(() => Promise.resolve(made));
  assert.equal(await slot.take(), made);
  assert.equal(made.isOpen, true);
  assert.equal(await slot.take(), undefined);
});

test('what is still coming is waited for', async () => {
  const slot = new DataSlot();
  let come: (made: DataOpening) => void = () => undefined;
  slot.fill(() => new Promise((resolve) => (come = resolve)));
  const taken = slot.take();
  const made = opening();
  come(made);
  assert.equal(await taken, made);
});

test('what failed to come is nothing', async () => {
  const slot = new DataSlot();
  slot.fill(() => Promise.reject(new Error('no port')));
  assert.equal(await slot.take(), undefined);
});

test('a connection that was closed meanwhile is not given', async () => {
  const slot = new DataSlot();
  const made = opening();
  slot.fill(() => Promise.resolve(made));
  await new Promise(setImmediate);
  assert.equal(slot.isReady, true);
  made.isOpen = false;
  assert.equal(slot.isReady, false);
  assert.equal(await slot.take(), undefined);
});

test('a connection that is dropped is closed, also where it is still to come', async () => {
  const slot = new DataSlot();
  const stands = opening();
  slot.fill(() => Promise.resolve(stands));
  await new Promise(setImmediate);
  slot.drop();
  assert.equal(stands.isOpen, false);
  const late = opening();
  let come: (made: DataOpening) => void = () => undefined;
  let heard = false;
  slot.fill((signal) => {
    signal.addEventListener('abort', () => (heard = true));
    return new Promise((resolve) => (come = resolve));
  });
  slot.drop();
  come(late);
  assert.equal(await slot.take(), undefined);
  assert.deepEqual([late.isOpen, heard], [false, true]);
});

test('one that comes takes the place of one that stands, which is closed', async () => {
  const slot = new DataSlot();
  const [first, second] = [opening(), opening()];
  slot.fill(() => Promise.resolve(first));
  await new Promise(setImmediate);
  slot.fill(() => Promise.resolve(second));
  assert.equal(await slot.take(), second);
  assert.equal(first.isOpen, false);
});

test('a connection that is too old is closed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const slot = new DataSlot();
  const made = opening();
  slot.fill(() => Promise.resolve(made));
  await new Promise(setImmediate);
  t.mock.timers.tick(24_000);
  assert.equal(slot.isReady, true);
  t.mock.timers.tick(2_000);
  assert.deepEqual([slot.isReady, made.isOpen], [false, false]);
  assert.equal(await slot.take(), undefined);
});

test('a connection that was taken does not grow old', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const slot = new DataSlot();
  const made = opening();
  slot.fill(() => Promise.resolve(made));
  await slot.take();
  t.mock.timers.tick(60_000);
  assert.equal(made.isOpen, true);
});
