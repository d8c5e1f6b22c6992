import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { localNameProblem } from '../../../src/transfers/local-name.js';
import { propertyRuns } from '../../support/property-runs.js';

/** Names with the pieces that paths are made of. */
const names = fc
  .array(
    fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', ':', 'C:', '\0', '\n', ' ', '~', '%', 'con', '\u0308'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

const systems = [
  { platform: 'linux', paths: path.posix, folder: '/home/me/down' },
  { platform: 'win32', paths: path.win32, folder: 'C:\\me\\down' },
] as const;

for (const { platform, paths, folder } of systems) {
  test(`no name that is taken from a server leads out of its folder on ${platform}`, () => {
    fc.assert(
      fc.property(names, (name) => {
        if (localNameProblem(name, platform) !== undefined) return;
        const at = paths.resolve(paths.join(folder, name));
        if (paths.dirname(at) !== folder) throw new Error(`${JSON.stringify(name)} leads to ${at}`);
      }),
      propertyRuns,
    );
  });
}
