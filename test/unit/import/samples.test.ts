import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { type ImportFormat } from '../../../src/import/import-format.js';
import { importText } from '../../../src/import/import-text.js';
import { type ImportedConnections } from '../../../src/import/imported.js';
import { recognizeFormat } from '../../../src/import/recognize-format.js';
import { removableSecrets, removeSecrets } from '../../../src/import/remove-secrets.js';
import { nameProblem } from '../../../src/remote/connection-registry.js';
import { parseProfile } from '../../../src/remote/profile.js';
import { contextOf, importSamples, secretMark } from '../../support/import-samples.js';

const samples = importSamples();
const json = [
  'vscode-sftp',
  'ftp-kr',
  'ftp-simple',
  'ftp-sync',
  'atom',
  'remote-fs',
  'deploy-reloaded',
];

function importSample({ format, text, fileName }: (typeof samples)[number]): ImportedConnections {
  return importText(format as ImportFormat, text, contextOf(fileName));
}

for (const sample of samples) {
  const { format, fileName, text, golden } = sample;

  test(`${format}: ${fileName} gives what its golden file says`, () => {
    const result = `${JSON.stringify(importSample(sample), undefined, 2)}\n`;
    // FTPWS_UPDATE=1 rewrites it.
    if (process.env['FTPWS_UPDATE'] === '1') fs.writeFileSync(golden, result);
    assert.equal(result, fs.readFileSync(golden, 'utf8'));
  });

  test(`${format}: the secrets of ${fileName} stand where secrets belong, and nowhere else`, () => {
    const { connections, ignored } = importSample(sample);
    const open = connections.map((one) => ({ ...one, password: '' }));
    assert.ok(!JSON.stringify([open, ignored]).includes(secretMark));
  });

  test(`${format}: the connections of ${fileName} have valid names, each its own, and valid profiles`, () => {
    const { existing } = contextOf(fileName);
    const { connections } = importSample(sample);
    const names = [...Object.keys(existing), ...connections.map(({ name }) => name)];
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    for (const { name, profile } of connections) {
      assert.equal(nameProblem(name), undefined);
      assert.deepEqual(parseProfile(name, JSON.parse(JSON.stringify(profile))), profile);
    }
  });

  test(`${format}: ${fileName} is recognised by its name and by what is in it`, () => {
    assert.deepEqual(
      [recognizeFormat(`/somewhere/${fileName}`, text), recognizeFormat('some.txt', text)],
      [format, format],
    );
  });
}

for (const sample of samples.filter(({ format }) => json.includes(format))) {
  test(`${sample.format}: ${sample.fileName} without its passwords gives the same connections`, () => {
    const imported = importSample(sample);
    const paths = removableSecrets(imported, imported.connections);
    const text = removeSecrets(sample.text, paths);
    const secretless = ({ connections }: ImportedConnections): unknown[] =>
      connections.map((one) => ({ ...one, password: '', secrets: [] }));
    assert.deepEqual(secretless(importSample({ ...sample, text })), secretless(imported));
    assert.equal((text.match(/\/\/.*/g) ?? []).join(), (sample.text.match(/\/\/.*/g) ?? []).join());
  });
}
