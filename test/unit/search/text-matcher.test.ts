import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../src/base/remote-error.js';
import { queryProblem, TextMatcher, type TextQuery } from '../../../src/search/text-matcher.js';

const plain: TextQuery = {
  text: '',
  isRegExp: false,
  isCaseSensitive: false,
  isWholeWord: false,
};
const expression = { isRegExp: true };

/** Each match as "line:start:what". */
function found(query: Partial<TextQuery>, text: string, limit = 100): string[] {
  const { lines } = new TextMatcher({ ...plain, ...query }).match(text, limit);
  return lines.flatMap(({ line, text: content, spans }) =>
    spans.map(({ start, end }) => `${String(line)}:${String(start)}:${content.slice(start, end)}`),
  );
}

const cases: [law: string, query: Partial<TextQuery>, text: string, found: string[]][] = [
  ['finds every place of every line', { text: 'a' }, 'aba\nb\nxa', ['0:0:a', '0:2:a', '2:1:a']],
  [
    'counts lines whatever ends them',
    { text: 'x' },
    'x\r\nx\rx\nx',
    ['0:0:x', '1:0:x', '2:0:x', '3:0:x'],
  ],
  ['does not care for case', { text: 'grÜSSE' }, 'Grüsse', ['0:0:Grüsse']],
  ['cares for case when asked to', { text: 'a', isCaseSensitive: true }, 'aA', ['0:0:a']],
  [
    'takes signs as they are',
    { text: 'a.b*(c)[d]{e}^$|\\/?+-' },
    'xa.b*(c)[d]{e}^$|\\/?+-',
    ['0:1:a.b*(c)[d]{e}^$|\\/?+-'],
  ],
  [
    'finds whole words when asked to',
    { text: 'wort', isWholeWord: true },
    'Wort wortes ütwort wort_ (wort)',
    ['0:0:Wort', '0:26:wort'],
  ],
  [
    'takes letters beyond ASCII as parts of words',
    { text: 'tür', isWholeWord: true },
    'türö tür',
    ['0:5:tür'],
  ],
  [
    'takes whole expressions as words',
    { text: 'a|b', ...expression, isWholeWord: true },
    'a ab b',
    ['0:0:a', '0:5:b'],
  ],
  [
    'knows expressions',
    { text: 'h(.)llo', ...expression },
    'hello hallo',
    ['0:0:hello', '0:6:hallo'],
  ],
  ['takes an emoji as one sign', { text: '^.$', ...expression }, '😀', ['0:0:😀']],
  ['bears escapes that are not needed', { text: '\\-\\@', ...expression }, 'a-@', ['0:1:-@']],
  [
    'bears them in whole words as well',
    { text: '\\@a', ...expression, isWholeWord: true },
    '@a @ab',
    ['0:0:@a'],
  ],
  ['finds the ends of lines and empty lines', { text: '^$', ...expression }, 'a\n\nb', ['1:0:']],
  [
    'leaves out the nothing between what it finds',
    { text: 'x*', ...expression },
    'axxb',
    ['0:1:xx'],
  ],
  ['finds nothing across lines', { text: 'a\\nb', ...expression }, 'a\nb', []],
];

for (const [law, query, text, expected] of cases) {
  test(`a matcher ${law}`, () => {
    assert.deepEqual(found(query, text), expected);
  });
}

test('no more places than asked for are given, and it is told that there are more', () => {
  const matcher = new TextMatcher({ ...plain, text: 'a' });
  const cuts = ['aa\naa', 'aa\na', 'aa\nb', 'aa\nb\na'].map((text) => {
    const { lines, isCut } = matcher.match(text, 3);
    return [lines.reduce((sum, { spans }) => sum + spans.length, 0), isCut];
  });
  assert.deepEqual(cuts, [
    [3, true],
    [3, false],
    [2, false],
    [3, false],
  ]);
});

test('what is wrong with a query is said in words', () => {
  assert.equal(queryProblem({ ...plain, text: '(' }), undefined);
  assert.match(
    queryProblem({ ...plain, text: '(', ...expression }) ?? '',
    /wrong: Unterminated group$/,
  );
  assert.match(queryProblem(plain) ?? '', /nothing to search for/);
  assert.throws(() => new TextMatcher({ ...plain, text: '[b-a]', ...expression }), RemoteError);
});
