import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PathFilter, splitGlobs } from '../../../src/search/path-filter.js';

/** Whether a walk that enters only what it may comes to the file, and the file is wanted. */
function isFound(filter: PathFilter, path: string): boolean {
  const segments = path.split('/');
  const folders = segments.slice(0, -1).map((_, at) => segments.slice(0, at + 1).join('/'));
  return folders.every((folder) => filter.entersFolder(folder)) && filter.wantsFile(path);
}

const cases: [globs: string[], fit: string[], others: string[]][] = [
  [['*.php'], ['a.php', 'sub/b.php', '.php'], ['a.php.txt', 'php']],
  [['src'], ['src/a', 'lib/src/deep/a', 'src'], ['src2/a']],
  [['src/'], ['src/a', 'lib/src/a'], ['src']],
  [['src/**'], ['src/a', 'lib/src/x/y'], ['src']],
  [['**/src/**'], ['src/a', 'lib/src/x/y'], ['src']],
  [['src/*.ts'], ['src/a.ts', 'lib/src/a.ts'], ['src/sub/a.ts']],
  [['src/**/*'], ['src/a', 'lib/src/x/y'], ['src']],
  [['src/*/'], ['src/sub/a', 'lib/src/sub/x/a'], ['src/a']],
  [['src/*'], ['src/a', 'src/sub/a'], ['a']],
  [['./src'], ['src/a', 'src/x/y'], ['lib/src/a']],
  [['/src/**/*.ts'], ['src/a.ts', 'src/x/y/a.ts'], ['lib/src/a.ts', 'src/a.js']],
  [['./a/b/*.txt'], ['a/b/c.txt'], ['a/c.txt', 'b/c.txt', 'a/b/x/c.txt']],
  [['{css,js}/**'], ['css/a', 'x/js/b'], ['html/c']],
  [['*.{ts,js}'], ['a.ts', 'x/b.js'], ['c.json']],
  [['**'], ['a', 'x/.y/z'], []],
  [['./'], ['a', 'x/y'], []],
  [['!a'], ['!a'], ['a', 'b']],
  [['#a'], ['#a'], ['a']],
  [['a', 'b'], ['a', 'x/b'], ['c']],
  [['Readme'], ['Readme'], ['README']],
  [['ä*'], ['ärger', 'x/ä'], ['arger']],
];

for (const [globs, fit, others] of cases) {
  test(`including ${JSON.stringify(globs)} finds what fits and nothing else`, () => {
    const filter = new PathFilter({ include: globs, exclude: [] });
    const found = [...fit, ...others].filter((path) => isFound(filter, path));
    assert.deepEqual(found, fit);
  });

  test(`excluding ${JSON.stringify(globs)} finds all but what fits`, () => {
    const filter = new PathFilter({ include: [], exclude: globs });
    const found = [...fit, ...others].filter((path) => isFound(filter, path));
    assert.deepEqual(found, others);
  });
}

test('what is excluded stays so, also where it is included', () => {
  const filter = new PathFilter({ include: ['*.js'], exclude: ['node_modules', '*.min.js'] });
  const paths = ['a.js', 'a.min.js', 'node_modules/a.js', 'x/node_modules/y/a.js', 'x/a.js'];
  assert.deepEqual(
    paths.filter((path) => isFound(filter, path)),
    ['a.js', 'x/a.js'],
  );
});

test('folders that cannot hold what is included from the top are not entered', () => {
  const filter = new PathFilter({ include: ['./src/app/*.ts'], exclude: [] });
  const folders = ['src', 'src/app', 'src/app/deep', 'src/lib', 'test'];
  assert.deepEqual(
    folders.filter((folder) => filter.entersFolder(folder)),
    ['src', 'src/app'],
  );
});

const lines: [line: string, globs: string[]][] = [
  ['', []],
  [' , ,', []],
  ['*.ts, src/**', ['*.ts', 'src/**']],
  ['*.{ts,js},a', ['*.{ts,js}', 'a']],
  ['{a,{b,c}},d', ['{a,{b,c}}', 'd']],
  ['a},b', ['a}', 'b']],
];

for (const [line, globs] of lines) {
  test(`the globs of "${line}" are ${JSON.stringify(globs)}`, () => {
    assert.deepEqual(splitGlobs(line), globs);
  });
}
