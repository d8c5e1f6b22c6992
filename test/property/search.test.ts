import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PathFilter, splitGlobs } from '../../src/search/path-filter.js';
import { toFoundLine } from '../../src/search/line-preview.js';
import { TextMatcher } from '../../src/search/text-matcher.js';
import { propertyRuns } from '../support/property-runs.js';

const letters = fc.string({
  unit: fc.constantFrom('a', 'A', 'ß', '.', '*', '\\', '\t', ' ', '😀'),
});
const lines = fc.array(letters, { maxLength: 5 });
const options = fc.record({ isCaseSensitive: fc.boolean(), isWholeWord: fc.boolean() });

test('a text is found where it stands, and nowhere else', () => {
  fc.assert(
    fc.property(lines, letters, (content, text) => {
      fc.pre(text !== '');
      const query = { text, isRegExp: false, isCaseSensitive: true, isWholeWord: false };
      const found = new TextMatcher(query).match(content.join('\n'), Infinity);
      const expected = content.flatMap((line, at) => (line.includes(text) ? [at] : []));
      assert.deepEqual(
        found.lines.map(({ line }) => line),
        expected,
      );
      for (const { text: line, spans } of found.lines) {
        for (const { start, end } of spans) assert.equal(line.slice(start, end), text);
      }
    }),
    propertyRuns,
  );
});

test('what is highlighted in a preview is what was found, unless it is cut', () => {
  const content = fc.tuple(letters, fc.nat(300), letters, fc.nat(300));
  fc.assert(
    fc.property(content, options, ([lead, more, text, rest], { isCaseSensitive }) => {
      fc.pre(text !== '');
      const line = `${lead}${'x'.repeat(more)}${text}${'y'.repeat(rest)}`;
      const query = { text, isRegExp: false, isCaseSensitive, isWholeWord: false };
      for (const match of new TextMatcher(query).match(line, Infinity).lines) {
        const { text: shown, highlights } = toFoundLine(match);
        assert.ok(shown.length <= 202 && highlights.length > 0);
        highlights.forEach(([start, end], at) => {
          const span = match.spans[at];
          const found = line.slice(span?.start, span?.end).replaceAll('\t', ' ');
          const marked = shown.slice(start, end);
          assert.ok(marked !== '' && found.startsWith(marked), JSON.stringify({ found, marked }));
        });
      }
    }),
    propertyRuns,
  );
});

test('any line of globs makes a filter, and what it excludes it never finds', () => {
  const line = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '.', '*', '{', '}', ',', '!', '['),
  });
  const path = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1 }), { minLength: 1 })
    .map((segments) => segments.join('/'));
  fc.assert(
    fc.property(line, path, (text, file) => {
      const globs = splitGlobs(text);
      const filter = new PathFilter({ include: globs, exclude: globs });
      const segments = file.split('/');
      const folders = segments.slice(0, -1).map((_, at) => segments.slice(0, at + 1).join('/'));
      const isEntered = folders.every((folder) => filter.entersFolder(folder));
      assert.equal(globs.length > 0 && isEntered && filter.wantsFile(file), false);
    }),
    propertyRuns,
  );
});
