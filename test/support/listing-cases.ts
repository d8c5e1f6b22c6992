import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../src/base/remote-entry.js';
import { parseListingAt } from '../../src/ftp/protocol/parse-listing.js';

/** The moment all listing tests happen at. */
export const now = Date.UTC(2024, 5, 15, 12, 0, 0);

/** What it is, the text as it came, and the entries in it. */
export type ListingCase = readonly [name: string, text: string, expected: RemoteEntry[]];

/** Epoch ms of `2024-01-29 03:26:00` in UTC; the time may be left out. */
export function utc(text: string): number {
  const [day = '', time = '00:00'] = text.split(' ');
  return Date.parse(`${day}T${time}Z`);
}

/** The entries of a text, at the moment of all tests and on a server that lives in UTC. */
export function parse(text: string): RemoteEntry[] {
  return parseListingAt(text, { now });
}

/** One test a case: the whole entries must agree. */
export function checkCases(subject: string, cases: readonly ListingCase[]): void {
  for (const [name, text, expected] of cases) {
    test(`${subject}: ${name}`, () => {
      assert.deepEqual(parse(text), expected);
    });
  }
}
