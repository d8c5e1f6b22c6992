import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TelnetFilter } from '../../../../src/ftp/protocol/telnet.js';
import { everySplit } from '../../../support/every-split.js';

const cases: [name: string, wire: number[], text: number[]][] = [
  ['no command', [50, 50, 48], [50, 50, 48]],
  [
    'WILL, WONT, DO and DONT',
    [255, 251, 1, 65, 255, 252, 1, 255, 253, 1, 255, 254, 1, 66],
    [65, 66],
  ],
  ['a NOP and an interrupt', [65, 255, 241, 66, 255, 244], [65, 66]],
  ['a doubled 255 as one', [255, 255, 65], [255, 65]],
  ['a letter of 255 in a name', [65, 255, 66], [65, 255, 66]],
];

for (const [name, wire, text] of cases) {
  test(`takes out ${name}, however the bytes arrive`, () => {
    for (const chunks of everySplit(Uint8Array.from(wire))) {
      const filter = new TelnetFilter();
      assert.deepEqual(
        chunks.flatMap((chunk) => [...filter.filter(chunk)]),
        text,
      );
    }
  });
}
