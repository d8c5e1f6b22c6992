import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteError } from '../../../src/base/remote-error.js';
import { SearchResults } from '../../../src/search/search-results.js';

const file = (path: string, ...texts: string[]) => ({
  connection: 'demo',
  path,
  lines: texts.map((text, line) => {
    const first = { start: 0, end: 1 };
    return { line, text, highlights: [[0, 1] as [number, number]], first, matches: 1 };
  }),
});

test('what is found can be copied as text', () => {
  const results = new SearchResults(() => undefined);
  results.matched(file('/a.txt', 'one', 'two'));
  results.matched(file('/x/b.txt', 'three'));
  assert.equal(
    results.toText(),
    'ftp://demo/a.txt\n  1: one\n  2: two\n\nftp://demo/x/b.txt\n  1: three',
  );
});

test('what was not searched is counted whole and named for the first five hundred', () => {
  const results = new SearchResults(() => undefined);
  for (let at = 0; at < 600; at += 1) {
    results.notSearched('demo', { path: `/${String(at)}`, reason: 'binary' });
  }
  results.notSearched('demo', { path: '/x', reason: 'link' });
  assert.deepEqual(
    results.notSearchedGroups.map(({ reason, count, places }) => [reason, count, places.length]),
    [
      ['binary', 600, 500],
      ['link', 1, 1],
    ],
  );
  assert.equal(results.counts.notSearched, 601);
});

test('each change is told, and how it ends', () => {
  const states: string[] = [];
  const results = new SearchResults(() => states.push(results.state));
  const error = new RemoteError('timeout', 'too slow');
  results.matched(file('/a', 'x'));
  results.searched();
  results.end('failed', error);
  assert.deepEqual([states, results.error], [['running', 'running', 'failed'], error]);
});
