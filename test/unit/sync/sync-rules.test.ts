import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../../../src/base/abort.js';
import { loadRules } from '../../../src/sync/sync-rules.js';
import { MemoryLocal } from '../../support/sync/memory-local.js';

const disk = { isWindows: false, ignoresCase: true, ignoresForm: false };
const tree = {
  '.gitignore': '*.tmp\nbuild/\n',
  'web/.gitignore': '!keep.tmp\n/local\n',
  'web/deep/.gitignore': 'secret\n',
  'build/.gitignore': '!*\n',
  'sub/x': '',
};

async function ignored(
  paths: readonly string[],
  { gitignore = true, scope = [''], others = [] as string[] } = {},
): Promise<string[]> {
  const local = new MemoryLocal();
  for (const [path, text] of Object.entries(tree)) local.putFile(path, text);
  const sources = {
    mapping: { local: '/p', ignore: ['*.log'], gitignore },
    local,
    readText: (path: string) =>
      Promise.resolve((tree as Record<string, string | undefined>)[path.replace('/p/', '')]),
    disk,
    others,
  };
  const rules = await loadRules(sources, scope, never);
  return paths.filter((path) => rules.isIgnored(path, false));
}

const cases: [
  law: string,
  paths: string[],
  options: Parameters<typeof ignored>[1],
  out: string[],
][] = [
  [
    'the setting alone counts where .gitignore files do not',
    ['a.log', 'a.tmp'],
    { gitignore: false },
    ['a.log'],
  ],
  [
    'a .gitignore counts below its folder',
    ['a.tmp', 'web/a.tmp', 'web/local', 'local'],
    {},
    ['a.tmp', 'web/a.tmp', 'web/local'],
  ],
  [
    'a file further in takes back in what one further out ignores',
    ['keep.tmp', 'web/keep.tmp'],
    {},
    ['keep.tmp'],
  ],
  [
    'folders that only the server has follow the rules around them',
    ['web/deep/there/secret', 'web/there/secret'],
    {},
    ['web/deep/there/secret'],
  ],
  [
    'a selection further in has the rules of the folders around it',
    ['web/deep/a.tmp', 'web/deep/secret'],
    { scope: ['web/deep'] },
    ['web/deep/a.tmp', 'web/deep/secret'],
  ],
  [
    'a selected file has the rules of its folder',
    ['web/deep/secret', 'web/deep/plain'],
    { scope: ['web/deep/secret'] },
    ['web/deep/secret'],
  ],
  [
    'what belongs to another mapping stays out',
    ['sub', 'sub/x', 'subway'],
    { others: ['sub'] },
    ['sub', 'sub/x'],
  ],
];

for (const [law, paths, options, out] of cases) {
  test(law, async () => {
    assert.deepEqual(await ignored(paths, options), out);
  });
}

test('on a disk that knows no case nothing comes from a server into what is ignored in another case', async () => {
  const out = ['a.LOG', '.GIT/hooks/pre-commit', 'web/Local', 'Build/x'];
  assert.deepEqual(await ignored([...out, 'web/here']), out);
});

test('names that the disk cannot have are told with their reason', async () => {
  const mapping = { local: '/p', ignore: [], gitignore: false };
  const sources = {
    mapping,
    local: new MemoryLocal(),
    readText: () => Promise.resolve(undefined),
    disk,
    others: [],
  };
  const rules = await loadRules(sources, [''], never);
  const problems = rules.nameProblems({ remote: ['A', 'a', 'b'], local: [] });
  assert.deepEqual([...problems.keys()].sort(), ['A', 'a']);
});
