import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IgnoreRules } from '../../../src/sync/ignore-rules.js';
import { type IgnoreCase, ignoredByGit } from '../../support/git-check-ignore.js';

/** Folders are asked for as such, all others as files. */
const somePaths = ['a', 'b/', 'a.log', 'ab', 'd/a', 'd/b/', 'd/a.log', 'd/e/a', 'd/e/b/a', '.a'];

function ignoredByUs({ gitignore, paths }: IgnoreCase): string[] {
  const rules = IgnoreRules.of([]).with({ source: '.gitignore', folder: '', text: gitignore });
  return paths.filter((path) => rules.verdict(path.replace(/\/$/, ''), path.endsWith('/')).ignored);
}

/** Names of the paths that a case asks for stand beside its patterns. */
const table: [law: string, gitignore: string, paths: readonly string[]][] = [
  ['an empty line is no pattern', '\n\na\n\n', ['a', 'b']],
  ['a # begins a comment', '# a\na#\n', ['a', '# a', 'a#']],
  ['a # behind a backslash is a letter', '\\#a', ['#a', 'a', '\\#a']],
  ['a ! behind a backslash is a letter', '*\n\\!a', ['!a', 'a']],
  ['a ! takes back in', '*.log\n!keep.log', ['a.log', 'keep.log', 'd/keep.log']],
  ['a ! takes nothing out of an ignored folder', 'd/\n!d/a', ['d/a', 'd/']],
  ['a folder opened again lets its files be taken back', 'd/*\n!d/a', ['d/a', 'd/b']],
  ['the last pattern that fits decides', '!a\na\n!a\na', ['a']],
  ['blanks at the end do not count', 'a   \nb  c ', ['a', 'a   ', 'b  c', 'b  c ']],
  ['a blank behind a backslash does', 'a\\ \nb\\  ', ['a ', 'a', 'b ', 'b  ']],
  ['blanks at the start do', ' a', ['a', ' a']],
  ['tabs at the end do', 'a\t', ['a', 'a\t']],
  ['a slash at the end is for folders', 'a/', ['a', 'b/a', 'd/a/', 'x/a/y']],
  ['a slash at the start is for this folder', '/a', ['a', 'd/a']],
  ['a slash in the middle is for this folder', 'd/a', ['d/a', 'x/d/a']],
  ['a slash in the middle and at the end', 'd/a/', ['d/a/', 'd/a/b', 'x/d/a/']],
  ['no slash is for every folder', 'a', ['a', 'd/a', 'd/e/a/b']],
  ['* stops at slashes', 'd/*', ['d/a', 'd/e/a']],
  ['* in a pattern with a slash stops there too', '/*/a', ['d/a', 'd/e/a', 'a']],
  ['* fits names that begin with a dot', '*', ['.a', 'd/.b']],
  ['? is one letter and no slash', 'd?a\n?b', ['d/a', 'dxa', 'xb', 'b']],
  ['**/ at the start is any folder', '**/a', ['a', 'd/a', 'd/e/a']],
  ['**/ with more behind it', '**/d/a', ['d/a', 'x/d/a', 'a']],
  ['/** at the end is all that is inside', 'd/**', ['d/', 'd/a', 'd/e/a']],
  ['/**/ is any number of folders', 'd/**/a', ['d/a', 'd/e/a', 'd/e/f/a', 'x/d/a']],
  ['** beside other letters is *', 'd**a\nx/**b', ['dxa', 'd/a', 'x/ab', 'x/y/b']],
  ['** alone is everything', '**', ['a', 'd/a']],
  ['**/ alone is every folder', '**/', ['a', 'd/', 'd/a']],
  ['three stars between slashes are two', 'd/***/a', ['d/a', 'd/e/a']],
  ['brackets hold one letter of several', '[ab]c', ['ac', 'bc', 'cc', 'abc']],
  ['brackets hold ranges', '[a-c]x[0-9]', ['ax1', 'dx1', 'cx9', 'axa']],
  ['brackets that begin with ! or ^ hold the others', '[!a]b\n[^c]d', ['ab', 'bb', 'cd', 'dd']],
  ['a bracket that closes at once is a letter', '[]a]b', [']b', 'ab', 'b']],
  ['a hyphen at an end is a letter', '[a-]b', ['-b', 'ab', 'bb']],
  ['brackets know classes of letters', '[[:digit:]]\n[[:upper:]]x', ['1', 'a', 'Ax', 'ax']],
  ['a bracket that is not closed fits nothing', '[a\nb', ['[a', 'a', 'b']],
  ['a backslash makes a star a letter', '\\*a', ['*a', 'ba']],
  ['a backslash makes a letter that letter', '\\a', ['a', '\\a']],
  ['escapes behind stars and question marks', '*\\a\n?\\*\n*\\\\', ['xa', 'x*', 'xy', 'x\\']],
  ['escapes in brackets', '[\\]x]y\n[\\[]', [']y', 'xy', '[', '\\']],
  ['a backslash at the end fits nothing', 'a\\\nb', ['a', 'a\\', 'b']],
  ['braces are letters', '{a,b}', ['a', 'b', '{a,b}']],
  ['brackets behind + or @ are brackets', '+(a)\n@(b)', ['a', '+(a)', 'b', '@(b)']],
  ['lines may end as on Windows', 'a\r\n*.log\r\n', ['a', 'b.log', 'b']],
  ['a mark of the byte order does not count', '\uFEFFa', ['a', 'b']],
  ['case counts', 'A', ['a', 'A']],
  ['letters of any script', 'ä*\n日本', ['ärger', 'arger', '日本', '日本/a']],
  ['two slashes fit nothing', 'd//a', ['d/a']],
  ['a lone slash fits nothing', '/\n!/', ['a', 'd/']],
  ['a lone ! fits nothing', '!\na', ['a', '!']],
  ['a negated folder', '/*\n!/d/', ['a', 'd/', 'd/a', 'd/e/a']],
  ['a name with a dot in front', '.*', ['.a', 'a', 'd/.b/c']],
];

test('each rule of .gitignore files is read as git reads it', async () => {
  const cases = table.map(([, gitignore, paths]) => ({ gitignore, paths }));
  const byGit = await ignoredByGit(cases);
  assert.deepEqual(
    table.map(([law], index) => [law, ignoredByUs(cases[index] as IgnoreCase)]),
    table.map(([law], index) => [law, byGit[index]]),
  );
});

const piece = fc.constantFrom(
  'a',
  'b',
  'd',
  'e',
  '*',
  '**',
  '?',
  '/',
  '/',
  '.log',
  '[ab]',
  '\\a',
  '\\*',
  '[!a]',
  '.',
);
const line = fc
  .tuple(fc.constantFrom('', '', '!', '/'), fc.array(piece, { minLength: 1, maxLength: 5 }))
  .map(([start, pieces]) => `${start}${pieces.join('')}`)
  // Documented as one star; git up to 2.39 takes it for any folders or for one star by chance: it
  // compares a place in the pattern with one in the path.
  .filter((text) => !/[^/]\*\*+(\/|$)/.test(text.replace(/^!/, '')));
const gitignore = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));

test('whatever a .gitignore file says, the same is ignored as by git', async () => {
  const seed = Number(process.env['FTPWS_SEED'] ?? Date.now() % 2 ** 31);
  const texts = fc.sample(gitignore, { numRuns: 400, seed });
  const cases = texts.map((text) => ({ gitignore: text, paths: somePaths }));
  const byGit = await ignoredByGit(cases);
  const differing = cases.flatMap((one, index) => {
    const [ours, gits] = [ignoredByUs(one), byGit[index]];
    return String(ours) === String(gits) ? [] : [{ gitignore: one.gitignore, ours, gits }];
  });
  assert.deepEqual(differing, [], `FTPWS_SEED=${String(seed)}`);
});
