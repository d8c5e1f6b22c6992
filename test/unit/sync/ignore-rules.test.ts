import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeVerdict, IgnoreRules } from '../../../src/sync/ignore-rules.js';

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
  [['\\!a'], ['!a'], ['a']],
  [['ä*'], ['ärger.txt'], ['arger.txt']],
  [['*.log'], ['.git/config', 'web/.vscode/x', 'node_modules/a'], ['.gitignore', '.github/x']],
  [['!.vscode'], ['.git/config'], ['.vscode/x']],
  [[], ['.GIT/hooks/pre-commit', 'web/.Git'], []],
  [
    ['!*', '!.*', '!**'],
    ['.git/config', 'web/.GIT/config'],
    ['.svn/entries', '.htaccess'],
  ],
  [['!/.git/', '!web/.git'], ['lib/.git/config'], ['.git/config', 'web/.git']],
  [[], ['.a.txt.ftpws-0badcafe.tmp', 'x/.b.ftpws-1.tmp'], ['a.ftpws-1.tmp', '.a.tmp']],
  [['!*'], ['.a.txt.ftpws-0badcafe.tmp'], []],
];

for (const [ignore, ignored, kept] of cases) {
  test(`${JSON.stringify(ignore)} ignores what it should and nothing else`, () => {
    const rules = IgnoreRules.of(ignore);
    const all = [...ignored, ...kept];
    assert.deepEqual(
      all.filter((path) => rules.verdict(path, false).ignored),
      ignored,
    );
  });
}

const file = (source: string, text: string): Parameters<IgnoreRules['with']>[0] => ({
  source,
  folder: source.split('/').slice(0, -1).join('/'),
  text,
});

const layered: [name: string, rules: IgnoreRules, path: string, ignored: boolean][] = [
  [
    'a file counts below its own folder',
    IgnoreRules.of([]).with(file('sub/.gitignore', '*.log')),
    'sub/deep/a.log',
    true,
  ],
  [
    'a file counts nowhere else',
    IgnoreRules.of([]).with(file('sub/.gitignore', '*.log')),
    'a.log',
    false,
  ],
  [
    'an anchored pattern starts at its file',
    IgnoreRules.of([]).with(file('sub/.gitignore', '/a')),
    'sub/deep/a',
    false,
  ],
  [
    'a file further in takes back what one further out ignores',
    IgnoreRules.of([]).with(file('.gitignore', '*.log')).with(file('sub/.gitignore', '!keep.log')),
    'sub/keep.log',
    false,
  ],
  [
    'the setting takes back what a file ignores',
    IgnoreRules.of(['!dist']).with(file('.gitignore', 'dist/')),
    'dist/app.js',
    false,
  ],
  [
    'a file does not take back what the setting ignores',
    IgnoreRules.of(['*.log']).with(file('.gitignore', '!*.log')),
    'a.log',
    true,
  ],
  [
    'a file does not take in what always stays out',
    IgnoreRules.of([]).with(file('.gitignore', '!.git')),
    '.git/config',
    true,
  ],
  [
    'a pattern of the setting knows no case where the disk knows none',
    IgnoreRules.of(['Secret', '*.LOG'], { ignoresCase: true }),
    'web/secret/a.log',
    true,
  ],
  [
    'a pattern of a file knows no case where the disk knows none',
    IgnoreRules.of([], { ignoresCase: true }).with(file('.gitignore', '/Web/*.log')),
    'web/A.LOG',
    true,
  ],
  [
    'a pattern knows the case where the disk does',
    IgnoreRules.of(['Secret']).with(file('.gitignore', '*.LOG')),
    'secret/a.log',
    false,
  ],
  [
    'a file above the mapped folder counts by the way down to it',
    IgnoreRules.of([]).with({
      source: '/p/.gitignore',
      folder: '',
      wayDown: 'web',
      text: '/web/cache',
    }),
    'cache/a',
    true,
  ],
  [
    'a file above that ignores the mapped folder itself does not ignore what is in it',
    IgnoreRules.of([]).with({
      source: '/p/.gitignore',
      folder: '',
      wayDown: 'dist',
      text: 'dist/',
    }),
    'app.js',
    false,
  ],
];

for (const [law, rules, path, ignored] of layered) {
  test(law, () => {
    assert.equal(rules.verdict(path, false).ignored, ignored);
  });
}

const words: [ignore: string[], path: string, sentence: string][] = [
  [[], 'a', 'a is not ignored: no pattern fits it.'],
  [
    ['x', '*.log'],
    'a.log',
    'a.log is ignored: it fits the pattern *.log (number 2 of "ignore" in the setting ftpWorkspaces.sync).',
  ],
  [
    ['*.log', '!a.log'],
    'a.log',
    'a.log is not ignored: the pattern !a.log (number 2 of "ignore" in the setting ftpWorkspaces.sync) takes it back in.',
  ],
  [
    [],
    'sub/dist/a.js',
    'sub/dist/a.js is ignored: its folder sub/dist fits the pattern dist/ (line 3 of sub/.gitignore).',
  ],
  [
    ['*.log'],
    'node_modules/a.js',
    'node_modules/a.js is ignored: its folder node_modules fits the pattern node_modules (always there; "!node_modules" in "ignore" of the setting ftpWorkspaces.sync takes it in).',
  ],
  [
    [],
    '.a.ftpws-1.tmp',
    '.a.ftpws-1.tmp is ignored: it is a name under which FTP Workspaces writes before it renames.',
  ],
];

for (const [ignore, path, sentence] of words) {
  test(`why ${path} is ignored or not is told in words`, () => {
    const rules = IgnoreRules.of(ignore).with(
      file('sub/.gitignore', '# made by builds\n\ndist/\n'),
    );
    assert.equal(describeVerdict(path, rules.verdict(path, false)), sentence);
  });
}

test('verdicts do not depend on what was asked for before', () => {
  const rules = IgnoreRules.of(['build/', '!build/keep', '*.tmp']);
  const asked: [path: string, isFolder: boolean][] = [
    ['a/build', true],
    ['a/build', false],
    ['a/build/keep', false],
    ['a', true],
    ['a/x.tmp', true],
    ['a/x.tmp/y', false],
  ];
  const alone = asked.map(([path, isFolder]) =>
    IgnoreRules.of(['build/', '!build/keep', '*.tmp']).verdict(path, isFolder),
  );
  const forth = asked.map((one) => rules.verdict(...one));
  const back = asked.toReversed().map((one) => rules.verdict(...one));
  assert.deepEqual([forth, back.reverse()], [alone, alone]);
});
