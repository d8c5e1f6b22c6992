import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFoundLine } from '../../../src/search/line-preview.js';

/** The line as it is shown, with [brackets] around what is highlighted. */
function shown(text: string, needle: string): string {
  const spans = Array.from(text.matchAll(new RegExp(needle, 'g')), ({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  const preview = toFoundLine({ line: 0, text, spans });
  let marked = '';
  let at = 0;
  for (const [start, end] of preview.highlights) {
    marked += `${preview.text.slice(at, start)}[${preview.text.slice(start, end)}]`;
    at = end;
  }
  return marked + preview.text.slice(at);
}

const long = 'x'.repeat(300);
const cases: [law: string, text: string, needle: string, shown: string][] = [
  ['as it is', 'one two one', 'one', '[one] two [one]'],
  ['without the blanks in front', '\t  one', 'one', '[one]'],
  ['with blanks that are matched', '  one', ' +one', '[  one]'],
  ['with tabs as blanks', 'a\tone', 'one', 'a [one]'],
  ['from shortly before the first match', `${long}one`, 'one', `…${'x'.repeat(40)}[one]`],
  ['cut at its end', `one${long}`, 'one', `[one]${'x'.repeat(197)}…`],
  ['with a long match cut', `a${long}`, 'x+', `a[${'x'.repeat(199)}]…`],
  ['without matches behind the cut', `one${long}one`, 'one', `[one]${'x'.repeat(197)}…`],
];

for (const [law, text, needle, expected] of cases) {
  test(`a line is shown ${law}`, () => {
    assert.equal(shown(text, needle), expected);
  });
}

test('a line knows where its first match is in the whole of it, and how many there are', () => {
  const spans = [
    { start: 2, end: 5 },
    { start: 6, end: 9 },
  ];
  const { line, first, matches } = toFoundLine({ line: 7, text: '  one one', spans });
  assert.deepEqual([line, first, matches], [7, { start: 2, end: 5 }, 2]);
});
