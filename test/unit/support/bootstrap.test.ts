import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { refuseLink } from '../../support/bootstrap.mjs';
import { tempDir } from '../../support/temp-dir.js';

test('npm never empties a folder that the project only links to', async (t) => {
  const folder = await tempDir(t);
  const [target, link] = [path.join(folder, 'theirs'), path.join(folder, 'node_modules')];
  fs.mkdirSync(target);
  fs.symlinkSync(target, link, 'junction');
  assert.throws(() => {
    refuseLink(link);
  }, /is a link to .*theirs/);
});

test('npm installs into a folder of its own, and where there is none yet', async (t) => {
  const folder = await tempDir(t);
  refuseLink(folder);
  refuseLink(path.join(folder, 'node_modules'));
  assert.ok(!fs.existsSync(path.join(folder, 'node_modules')));
});
