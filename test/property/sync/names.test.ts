import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { refuseName, refuseNames } from '../../../src/sync/names.js';
import { propertyRuns } from '../../support/property-runs.js';

const disk = fc.record({
  isWindows: fc.boolean(),
  ignoresCase: fc.boolean(),
  ignoresForm: fc.boolean(),
});
const nasty = fc.constantFrom(
  '..',
  '.',
  '/',
  '\\',
  'c:',
  '\0',
  ' ',
  ':',
  'NUL',
  '~1',
  '\n',
  'é',
  'E',
);
const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.array(fc.oneof(nasty, fc.string({ maxLength: 3 }))).map((parts) => parts.join('')),
);

test('no name that a server may give leads out of its folder', () => {
  fc.assert(
    fc.property(disk, fc.array(name, { minLength: 1, maxLength: 4 }), (habits, names) => {
      if (names.some((one) => refuseName(one, habits) !== undefined)) return;
      const paths = habits.isWindows ? path.win32 : path.posix;
      const folder = habits.isWindows ? 'C:\\mapped' : '/mapped';
      const way = paths.relative(folder, paths.resolve(folder, ...names));
      // A backslash separates nothing but on Windows: `..\\` is a name like any other elsewhere.
      const parts = way.split(habits.isWindows ? '\\' : '/');
      assert.equal(paths.isAbsolute(way) || parts.includes('..'), false);
      assert.deepEqual(parts, names);
    }),
    propertyRuns,
  );
});

test('no two names that are taken from one folder are one file on the disk', () => {
  const names = fc.uniqueArray(fc.oneof(name, fc.constantFrom('a', 'A', 'ä', 'a\u0308', 'Ä')));
  fc.assert(
    fc.property(names, names, disk, (remote, wished, habits) => {
      const onDisk = (one: string): string => {
        const formed = habits.ignoresForm ? one.normalize('NFC') : one;
        return habits.ignoresCase ? formed.toUpperCase().toLowerCase() : formed;
      };
      const local = [...new Map(wished.map((one) => [onDisk(one), one])).values()];
      const refused = refuseNames({ remote, local }, habits);
      const taken = remote.filter((one) => !refused.has(one));
      const others = local.filter((one) => !taken.includes(one)).map(onDisk);
      const places = taken.map(onDisk);
      assert.equal(new Set(places).size, places.length);
      // And none takes the place of another file here, unless that is of its name.
      const stands = new Set(local);
      assert.ok(taken.every((one) => stands.has(one) || !others.includes(onDisk(one))));
    }),
    propertyRuns,
  );
});
