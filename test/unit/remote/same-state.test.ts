import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RemoteEntry } from '../../../src/base/remote-entry.js';
import { isSameState } from '../../../src/remote/same-state.js';

const noon = Date.UTC(2024, 5, 15, 12, 0, 0);
const hour = 3_600_000;
const day = 86_400_000;
const midnight = Date.UTC(2024, 5, 15);

const exact = (modified: number): Partial<RemoteEntry> => ({ modified, modifiedExact: true });
const told = (modified: number): Partial<RemoteEntry> => ({ modified });

const cases: [law: string, a: Partial<RemoteEntry>, b: Partial<RemoteEntry>, same: boolean][] = [
  ['nothing known is nothing different', {}, {}, true],
  ['another size is another state', { size: 1 }, { size: 2 }, false],
  ['a size that one does not tell cannot differ', { size: 1 }, {}, true],
  ['a time that one does not tell cannot differ', exact(noon), {}, true],
  ['another type is another state', { type: 'symlink' }, { type: 'file' }, false],
  ['exact times differ by a second', exact(noon), exact(noon + 1_000), false],
  ['exact times that are equal are the same', exact(noon), exact(noon), true],
  ['two dates of listings differ by a minute', told(noon), told(noon + 60_000), false],
  [
    'a listing whose zone was learned later is the same moment',
    told(noon),
    told(noon + hour),
    true,
  ],
  ['no zone is farther than fourteen hours', told(noon), told(noon + 15 * hour), false],
  ['nor for one with seconds', told(noon), exact(noon + 15 * hour), false],
  ['a listing that tells only the day by now is the same', told(noon), told(midnight), true],
  ['a date without seconds is the same as one with', told(noon), exact(noon + 59_000), true],
  ['a minute more is another moment', told(noon), exact(noon + 60_000), false],
  ['a moment before the told minute is another', told(noon), exact(noon - 1_000), false],
  ['a listing in another time zone is the same moment', told(noon + 2 * hour), exact(noon), true],
  ['a zone of a quarter of an hour as well', told(noon + 345 * 60_000), exact(noon + 30_000), true],
  ['a date without a time is that day, in any zone', told(midnight), exact(noon + day), true],
  ['and no day far from it', told(midnight), exact(midnight + 3 * day), false],
];

for (const [law, a, b, same] of cases) {
  test(law, () => {
    const [one, other] = [a, b].map((facts): RemoteEntry => ({
      name: 'x',
      type: 'file',
      ...facts,
    }));
    assert.ok(one !== undefined && other !== undefined);
    assert.deepEqual([isSameState(one, other), isSameState(other, one)], [same, same]);
  });
}
