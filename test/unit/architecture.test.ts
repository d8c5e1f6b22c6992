import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { describeTransitions } from '../../src/ftp/protocol/control-state.js';
import { inProject } from '../support/project.js';

const file = inProject('src', 'ARCHITECTURE.md');
const section = /(<!-- states -->\n\n```\n)([^]*?)(```\n\n<!-- \/states -->)/;

test('the states in ARCHITECTURE.md are those of the table', () => {
  const text = fs.readFileSync(file, 'utf8');
  const states = describeTransitions().map((line) => `${line}\n`);
  // FTPWS_UPDATE=1 rewrites the list.
  if (process.env['FTPWS_UPDATE'] === '1') {
    fs.writeFileSync(file, text.replace(section, `$1${states.join('')}$3`));
  }
  assert.equal(section.exec(fs.readFileSync(file, 'utf8'))?.[2], states.join(''));
});
