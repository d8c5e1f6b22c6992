import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMappings } from '../../../src/sync/mapping.js';
import { localCopySettings, mappingEntry, withEntry } from '../../../src/sync/new-mapping.js';

const site = mappingEntry('', 'site', '/htdocs/');

test('an entry says its folders the way the setting wants them', () => {
  assert.deepEqual(site, { local: '.', connection: 'site', remote: '/htdocs' });
  assert.equal(parseMappings([site], '/p')[0]?.local, '/p');
});

const cases: [law: string, entries: unknown, all: unknown][] = [
  ['the first entry stands alone', undefined, [site]],
  ['a setting that is no list is written anew', 'odd', [site]],
  ['entries for other folders stay', [{ local: 'web', odd: 1 }], [{ local: 'web', odd: 1 }, site]],
  ['an entry for the same folder gives way', [{ local: './', connection: 'old' }, 7], [site]],
  ['so does one that names no folder', [{ connection: 'old' }], [site]],
];

for (const [law, entries, all] of cases) {
  test(law, () => {
    assert.deepEqual(withEntry(entries, site), all);
  });
}

test('a local copy brings along the connection that only its origin knows, and no empty one', () => {
  const known = JSON.parse(localCopySettings(site, {})) as unknown;
  const unknown = JSON.parse(localCopySettings(site, { site: { host: 'h' } })) as unknown;
  assert.deepEqual(known, { 'ftpWorkspaces.sync': [site] });
  assert.deepEqual(unknown, {
    'ftpWorkspaces.connections': { site: { host: 'h' } },
    'ftpWorkspaces.sync': [site],
  });
});
