import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { type TLSSocket } from 'node:tls';
import { firstTicket } from '../../../../src/ftp/net/tls.js';

/** A connection whose events the test says. */
const quiet = (): TLSSocket => new EventEmitter() as unknown as TLSSocket;
const ticket = Buffer.from('ticket');

test('a ticket that is there is not waited for', async () => {
  assert.equal(await firstTicket(quiet(), [ticket], 1_000), true);
});

test('the first ticket of TLS 1.3 is waited for', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const secured = quiet();
  const tickets: Buffer[] = [];
  const waiting = firstTicket(secured, tickets, 1_000);
  t.mock.timers.tick(999);
  tickets.push(ticket);
  secured.emit('session', ticket);
  assert.equal(await waiting, true);
  assert.equal(secured.listenerCount('session') + secured.listenerCount('close'), 0);
});

test('a server that sends no ticket is waited for no longer than that', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = firstTicket(quiet(), [], 1_000);
  t.mock.timers.tick(1_000);
  assert.equal(await waiting, false);
});

test('a connection that ends brings no ticket', async () => {
  const secured = quiet();
  const waiting = firstTicket(secured, [], 60_000);
  secured.emit('close');
  assert.equal(await waiting, false);
});
