import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FuzzyFinder } from '../../../src/search/fuzzy-finder.js';

const paths = [
  '/index.html',
  '/css/style.css',
  '/wp-content/themes/bakery/style.css',
  '/wp-content/themes/bakery/functions.php',
  '/wp-content/plugins/styler/readme.txt',
  '/blog/2026-05-02-rye-and-patience.html',
  '/blog/Ümläute.html',
];

const cases: [query: string, best: string, count: number][] = [
  ['style.css', '/css/style.css', 2],
  ['stcs', '/css/style.css', 2],
  ['themesstyle', '/wp-content/themes/bakery/style.css', 1],
  ['readme styler', '/wp-content/plugins/styler/readme.txt', 1],
  ['ryepat', '/blog/2026-05-02-rye-and-patience.html', 1],
  ['umlaute', '/blog/Ümläute.html', 1],
  ['bakery functions', '/wp-content/themes/bakery/functions.php', 1],
];

for (const [query, best, count] of cases) {
  test(`"${query}" finds ${best} first`, () => {
    const found = new FuzzyFinder(paths).find(query, 10);
    assert.deepEqual([found[0], found.length], [best, count]);
  });
}

test('letters in the name of a file go before letters all over its folders', () => {
  const found = new FuzzyFinder(['/a/p/p/x.txt', '/deep/down/in/folders/app.txt']).find('app', 9);
  assert.deepEqual(found, ['/deep/down/in/folders/app.txt', '/a/p/p/x.txt']);
});

test('no more than asked for are found, and without letters the first ones', () => {
  const finder = new FuzzyFinder(paths);
  assert.deepEqual([finder.find('e', 2).length, finder.find(' ', 2)], [2, paths.slice(0, 2)]);
  assert.deepEqual(finder.find('zzz', 9), []);
});

test('of very many paths the best one is found, also of those that came last', () => {
  const many = Array.from({ length: 9_000 }, (_, at) => `/folder/page-${String(at)}.html`);
  const finder = new FuzzyFinder(many);
  assert.deepEqual(finder.find('page-8999', 1), ['/folder/page-8999.html']);
  finder.add('/late/thing.txt');
  assert.deepEqual(finder.find('latething', 1), ['/late/thing.txt']);
  assert.deepEqual(finder.find('', 9_001), [...many, '/late/thing.txt']);
});
