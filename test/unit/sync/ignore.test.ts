import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIgnored } from '../../../src/sync/ignore.js';

const cases: [ignore: string[], ignored: string[], kept: string[]][] = [
  [[], [], ['a.txt', '.env']],
  [['*.log'], ['a.log', 'sub/b.log', '.log', 'sub/.hidden.log'], ['a.log.txt', 'log']],
  [['node_modules'], ['node_modules/a/b.js', 'sub/node_modules/x'], ['node_modules2/a']],
  [['build/'], ['build/a', 'sub/build/a'], ['build', 'sub/build']],
  [['/config.php'], ['config.php'], ['sub/config.php']],
  [['./config.php'], ['config.php'], ['sub/config.php']],
  [['src/*.ts'], ['src/a.ts'], ['lib/src/a.ts', 'src/sub/a.ts']],
  [['src/**/*.map'], ['src/a.map', 'src/x/y/a.map'], ['a.map']],
  [['dist/**'], ['dist/a', 'dist/x/y'], ['dist']],
  [['**/.cache/**'], ['.cache/a', 'x/.cache/y/z'], ['cache/a']],
  [['*.log', '!keep.log'], ['a.log'], ['keep.log', 'sub/keep.log']],
  [['!keep.log', '*.log'], ['keep.log'], []],
  [['logs', '!logs/keep.log'], ['logs/keep.log'], []],
  [['*', '!*.html'], ['a.css', 'sub/a.html'], ['a.html']],
  [['{a,b}.txt'], ['a.txt', 'x/b.txt'], ['c.txt']],
  [['#note'], ['#note'], ['note']],
  [['ä*'], ['ärger.txt'], ['arger.txt']],
];

for (const [ignore, ignored, kept] of cases) {
  test(`${JSON.stringify(ignore)} ignores what it should and nothing else`, () => {
    const mapping = { local: '/', connection: '', remote: '/', uploadOnSave: true, ignore };
    const all = [...ignored, ...kept];
    assert.deepEqual(
      all.filter((path) => isIgnored(mapping, path)),
      ignored,
    );
  });
}
