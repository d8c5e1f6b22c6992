import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type NameProblem, newNameProblem } from '../../../src/remote/new-name.js';

suite('a new name', () => {
  const cases: [name: string, problem: NameProblem | undefined][] = [
    ['', 'empty'],
    ['a/b', 'unsafe'],
    ['..', 'unsafe'],
    ['a\nb', 'unsafe'],
    ['there', 'taken'],
    ['There', undefined],
    [' #%?ü', undefined],
  ];
  for (const [name, problem] of cases) {
    test(`${JSON.stringify(name)} is ${problem ?? 'fine'}`, () => {
      assert.equal(newNameProblem(name, ['there']), problem);
    });
  }
});
