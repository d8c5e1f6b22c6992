import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRemoteError } from '../../../src/base/remote-error.js';
import {
  childOf,
  isInside,
  isSafeName,
  nameOf,
  normalizePath,
  parentOf,
} from '../../../src/base/remote-path.js';

const parts: [path: string, parent: string, name: string][] = [
  ['/', '/', '/'],
  ['/a', '/', 'a'],
  ['/a/b', '/a', 'b'],
  ['/a/b.c d/ü', '/a/b.c d', 'ü'],
];
for (const [path, parent, name] of parts) {
  test(`${path} is ${name} in ${parent}`, () => {
    assert.deepEqual([parentOf(path), nameOf(path)], [parent, name]);
    if (path !== '/') assert.equal(childOf(parent, name), path);
  });
}

const normal: [path: string, normalized: string][] = [
  ['', '/'],
  ['/', '/'],
  ['a', '/a'],
  ['//a///b/', '/a/b'],
  ['/a/./b/.', '/a/b'],
  ['/a/../b', '/b'],
  ['/a/b/../..', '/'],
  ['/...', '/...'],
  ['/a/ b ', '/a/ b '],
  ['/a\\b', '/a\\b'],
];
for (const [path, normalized] of normal) {
  test(`${JSON.stringify(path)} is ${normalized}`, () => {
    assert.equal(normalizePath(path), normalized);
    assert.equal(normalizePath(normalized), normalized);
  });
}

for (const path of ['..', '/..', '/a/../..', '/../a', '/a\0', '/a\r\nDELE b', '\n']) {
  test(`${JSON.stringify(path)} is refused as unsafe`, () => {
    assert.throws(
      () => normalizePath(path),
      (error) => isRemoteError(error, 'unsafe'),
    );
  });
}

const names: [name: string, isSafe: boolean][] = [
  ['a', true],
  ['.a', true],
  ['...', true],
  [' ', true],
  ['a\\b', true],
  ['', false],
  ['.', false],
  ['..', false],
  ['a/b', false],
  ['a\0', false],
  ['a\r', false],
  ['a\nb', false],
];
for (const [name, isSafe] of names) {
  test(`the name ${JSON.stringify(name)} is ${isSafe ? 'safe' : 'refused'}`, () => {
    assert.equal(isSafeName(name), isSafe);
  });
}

const places: [path: string, folder: string, inside: boolean][] = [
  ['/a', '/', true],
  ['/', '/', true],
  ['/a', '/a', true],
  ['/a/b/c', '/a', true],
  ['/ab', '/a', false],
  ['/', '/a', false],
  ['/b/a', '/a', false],
];
for (const [path, folder, inside] of places) {
  test(`${path} is ${inside ? '' : 'not '}inside ${folder}`, () => {
    assert.equal(isInside(path, folder), inside);
  });
}
