import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFeatures } from '../../../../src/ftp/protocol/features.js';
import {
  tryParsePath,
  tryParseSize,
  tryParseToldSize,
} from '../../../../src/ftp/protocol/reply-path.js';
import { propertyRuns } from '../../../support/property-runs.js';

const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.constantFrom('211-', '211 ', ' ', '\t', ''),
      fc.constantFrom('MLST', 'rest', 'AUTH TLS', '1x', 'a-b_c'),
      fc.string(),
    )
    .map((parts) => parts.join('')),
);

test('any lines give features with a name in upper case and a trimmed value', () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const [name, value] of parseFeatures(lines)) {
        assert.match(name, /^[A-Z][A-Z0-9_-]*$/);
        assert.equal(value, value.trim());
      }
    }),
    propertyRuns,
  );
});

test('each feature that is told is known, whatever its case', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const lines = ['211-Features:', ...names.map((one) => ` ${one}`), '211 End'];
      const known = new Set(names.map((one) => one.toUpperCase()));
      assert.deepEqual(new Set(parseFeatures(lines).keys()), known);
    }),
    propertyRuns,
  );
});

const quotedText = fc.string({
  unit: fc.constantFrom('"', '/', 'a', ' ', '\n', '257 ', 'ü', '(', ')', '1'),
});

test('any text gives a path that is not empty, or none', () => {
  fc.assert(
    fc.property(fc.oneof(quotedText, fc.string({ unit: 'binary' })), (text) => {
      const path = tryParsePath(text);
      assert.ok(path === undefined || path !== '');
    }),
    propertyRuns,
  );
});

test('a path comes through its quotes, whatever is said behind it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), quotedText, (path, behind) => {
      const reply = `257 "${path.replaceAll('"', '""')}" ${behind}`;
      assert.equal(tryParsePath(reply), path);
    }),
    propertyRuns,
  );
});

const sizeText = fc.string({
  unit: fc.constantFrom('213 ', '213-', '(', ')', ' bytes', '1', '9', '0', ' ', '.', '\n', '-'),
});

test('any text gives a whole number that is safe to count with, or none', () => {
  const isCount = (size: number | undefined): boolean =>
    size === undefined || (Number.isSafeInteger(size) && size >= 0);
  fc.assert(
    fc.property(fc.oneof(sizeText, fc.string({ unit: 'binary' })), (text) => {
      assert.ok(isCount(tryParseSize(text)));
      assert.ok(isCount(tryParseToldSize(text)));
    }),
    propertyRuns,
  );
});

test('a size is read as it was told', () => {
  const size = fc.integer({ min: 0, max: 999_999_999_999_999 });
  fc.assert(
    fc.property(size, fc.string(), (bytes, name) => {
      assert.equal(tryParseSize(`213 ${String(bytes)}`), bytes);
      assert.equal(tryParseToldSize(`150 Opening ${name} (${String(bytes)} bytes).`), bytes);
    }),
    propertyRuns,
  );
});
