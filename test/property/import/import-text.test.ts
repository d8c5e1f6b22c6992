import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import { type ImportFormat } from '../../../src/import/import-format.js';
import { importText } from '../../../src/import/import-text.js';
import { type ImportedConnections } from '../../../src/import/imported.js';
import { recognizeFormat } from '../../../src/import/recognize-format.js';
import { nameProblem } from '../../../src/remote/connection-registry.js';
import { parseProfile } from '../../../src/remote/profile.js';
import { contextOf, importSamples, secretMark } from '../../support/import-samples.js';
import { propertyRuns } from '../../support/property-runs.js';

const samples = importSamples();
const formats = [...new Set(samples.map(({ format }) => format as ImportFormat))];

/** A sample that somebody has edited, or that was cut. */
const damaged = fc
  .tuple(fc.constantFrom(...samples), fc.nat(5000), fc.nat(60), fc.string({ maxLength: 12 }))
  .map(([{ format, text }, at, length, added]) => ({
    format: format as ImportFormat,
    text: text.slice(0, at) + added + text.slice(at + length),
  }));
const anything = fc
  .tuple(fc.constantFrom(...formats), fc.oneof(fc.string({ unit: 'binary' }), fc.json()))
  .map(([format, text]) => ({ format, text }));

const keys = [
  ...['name', 'host', 'port', 'username', 'user', 'password', 'pass', 'protocol', 'type', 'scheme'],
  ...['secure', 'secureOptions', 'remotePath', 'remote', 'path', 'profiles', 'altServer', 'ignore'],
  ...['ftpOverride', 'project', 'targets', 'remotefs.remote', 'deploy.reloaded', 'folders', 'uri'],
];
const value = fc.oneof(
  fc.constantFrom('ftp', 'a.example', '/x', '.', true, 21, null),
  fc.jsonValue(),
);
/** Objects with the keys that the tools know and any values. */
const structured = fc.letrec<{ object: unknown }>((tie) => ({
  object: fc.dictionary(
    fc.constantFrom(...keys),
    fc.oneof({ maxDepth: 3 }, value, tie('object'), fc.array(tie('object'), { maxLength: 3 })),
  ),
})).object;
const likely = fc
  .tuple(fc.constantFrom(...formats), structured)
  .map(([format, object]) => ({ format, text: JSON.stringify(object) }));

function tryImport(format: ImportFormat, text: string): ImportedConnections | undefined {
  try {
    return importText(format, text, contextOf('some file'));
  } catch (error) {
    if (!isRemoteError(error, 'failed')) throw error;
    assert.match(error.message, /some file/);
    assert.ok(!error.message.includes(secretMark), error.message);
    return undefined;
  }
}

test('any text is read or is a RemoteError that names the file', () => {
  fc.assert(
    fc.property(fc.oneof(anything, damaged, likely), ({ format, text }) => {
      for (const { name, profile } of tryImport(format, text)?.connections ?? []) {
        assert.equal(nameProblem(name), undefined);
        parseProfile(name, profile);
      }
    }),
    propertyRuns,
  );
});

test('every text is recognised or not, and never fails', () => {
  fc.assert(
    fc.property(fc.oneof(anything, damaged, likely), ({ text }) => {
      const format = recognizeFormat('file', text);
      assert.ok(format === undefined || formats.includes(format));
    }),
    propertyRuns,
  );
});

test('a password stands in its own field only, whatever else the entry holds', () => {
  const entry = fc.tuple(structured, fc.constantFrom('sftp', 'ftp', 'ftps', 7, undefined));
  fc.assert(
    fc.property(fc.constantFrom(...formats), entry, (format, [object, protocol]) => {
      const secret = { password: `${secretMark}-1`, pass: `${secretMark}-2` };
      const one = {
        ...(object as object),
        ...secret,
        host: 'a.example',
        protocol,
        type: protocol,
        scheme: protocol,
      };
      const text = JSON.stringify({
        ...one,
        altServer: [one],
        profiles: { one },
        'remotefs.remote': { one },
        'deploy.reloaded': { targets: [one] },
      });
      const { connections = [], ignored } = tryImport(format, text) ?? {};
      const open = connections.map((one) => ({ ...one, password: '' }));
      assert.ok(!JSON.stringify([open, ignored]).includes(secretMark));
    }),
    // Each value goes through several entries and is printed whole.
    { numRuns: Math.ceil(propertyRuns.numRuns / 10) },
  );
});

test('nesting without end is refused, not followed', () => {
  const deep = '['.repeat(100_000);
  const tags = '<a>'.repeat(100_000) + '</a>'.repeat(100_000);
  for (const format of formats) {
    for (const text of [deep, tags, '{"a":'.repeat(100_000)]) tryImport(format, text);
  }
  assert.equal(recognizeFormat('file', deep), undefined);
});
