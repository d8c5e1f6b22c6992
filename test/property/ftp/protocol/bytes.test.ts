// What cuts and cleans the bytes of the control connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRemoteError } from '../../../../src/base/remote-error.js';
import { LineCutter } from '../../../../src/ftp/protocol/line-cutter.js';
import { TelnetFilter } from '../../../../src/ftp/protocol/telnet.js';
import { cutAt } from '../../../support/cut-at.js';
import { propertyRuns } from '../../../support/property-runs.js';

const IAC = 255;
const places = fc.array(fc.nat(), { maxLength: 8 });

/** Bytes with many line ends. */
const lined = fc
  .array(fc.oneof(fc.constantFrom(10, 13), fc.integer({ min: 0, max: 255 })), { maxLength: 120 })
  .map((bytes) => Uint8Array.from(bytes));

test('lines and what is left of them are the bytes that came, but for the line ends', () => {
  fc.assert(
    fc.property(lined, places, (bytes, cuts) => {
      const cutter = new LineCutter(1_000);
      const lines = cutAt(bytes, cuts).flatMap((chunk) => cutter.cut(chunk));
      const rest = cutter.rest();
      const text = Buffer.from(bytes).toString('latin1');
      const wanted = text.split('\n').map((line) => line.replace(/\r+$/, ''));
      const left = wanted.pop() ?? '';
      const read = lines.map((line) => Buffer.from(line).toString('latin1'));
      assert.deepEqual(read, wanted);
      assert.equal(rest === undefined ? '' : Buffer.from(rest).toString('latin1'), left);
    }),
    propertyRuns,
  );
});

test('a line that is too long is refused however it is cut, and never kept', () => {
  fc.assert(
    fc.property(lined, places, fc.integer({ min: 1, max: 40 }), (bytes, cuts, limit) => {
      const isTooLong = Buffer.from(bytes)
        .toString('latin1')
        .split('\n')
        .some((line) => line.length > limit);
      const cutter = new LineCutter(limit);
      const cut = (): void => {
        for (const chunk of cutAt(bytes, cuts)) {
          cutter.cut(chunk);
          assert.ok(cutter.pending <= limit);
        }
      };
      if (!isTooLong) cut();
      else assert.throws(cut, (error) => isRemoteError(error, 'protocol'));
    }),
    propertyRuns,
  );
});

/** Bytes with many Telnet commands. */
const telnet = fc
  .array(fc.oneof(fc.constant(IAC), fc.integer({ min: 236, max: 255 }), fc.nat(255)), {
    maxLength: 60,
  })
  .map((bytes) => Uint8Array.from(bytes));

function filtered(chunks: readonly Uint8Array[]): Buffer {
  const filter = new TelnetFilter();
  return Buffer.concat(chunks.map((chunk) => filter.filter(chunk)));
}

test('Telnet commands are taken out the same way however the bytes are cut', () => {
  fc.assert(
    fc.property(telnet, places, (bytes, cuts) => {
      assert.deepEqual(filtered(cutAt(bytes, cuts)), filtered([bytes]));
    }),
    propertyRuns,
  );
});

test('text with Telnet commands between its letters is that text', () => {
  const order = fc.oneof(
    fc.integer({ min: 240, max: 250 }).map((code) => [IAC, code]),
    fc.tuple(fc.integer({ min: 251, max: 254 }), fc.nat(255)).map((pair) => [IAC, ...pair]),
  );
  const letter = fc.nat(254).map((code) => ({ sent: [code], meant: [code] }));
  const doubled = fc.constant({ sent: [IAC, IAC], meant: [IAC] });
  const piece = fc.oneof(
    letter,
    doubled,
    order.map((sent) => ({ sent, meant: [] as number[] })),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), places, (pieces, cuts) => {
      const sent = Uint8Array.from(pieces.flatMap((one) => one.sent));
      const meant = Buffer.from(pieces.flatMap((one) => one.meant));
      assert.deepEqual(filtered(cutAt(sent, cuts)), meant);
    }),
    propertyRuns,
  );
});
