// The table of what servers do is no wish list: each row names a test that there is, or says why not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { inProject, projectFolder } from '../support/project.js';

const table = inProject('src', 'ftp', 'QUIRKS.md');
const sections = readSections(fs.readFileSync(table, 'utf8'));

interface Row {
  line: string;
  cells: string[];
}

interface Section {
  number: string;
  title: string;
  rows: Row[];
}

function readSections(text: string): Section[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      const rows = lines.filter((line) => line.startsWith('|')).slice(2);
      return { number: title.split(' ')[0] ?? '', title, rows: rows.map(toRow) };
    });
}

function toRow(line: string): Row {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return { line, cells: cells.map((cell) => cell.trim().replaceAll('\\|', '|')) };
}

/** For each file the names of its tests; what a template puts in may be anything. */
function readTests(): Map<string, RegExp[]> {
  const folder = path.join(projectFolder, 'test');
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'));
  const tests = new Map<string, RegExp[]>();
  for (const file of files) {
    const name = path.basename(file);
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const known = tests.get(name) ?? [];
    tests.set(name, [
      ...known,
      ...namesIn(ts.createSourceFile(name, text, ts.ScriptTarget.Latest)),
    ]);
  }
  return tests;
}

function namesIn(source: ts.SourceFile): RegExp[] {
  const names: RegExp[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const [title] = node.arguments;
      if (node.expression.text === 'test' && title !== undefined) names.push(...patternOf(title));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function patternOf(title: ts.Expression): RegExp[] {
  if (ts.isStringLiteralLike(title)) return [new RegExp(`^${escaped(title.text)}$`)];
  if (!ts.isTemplateExpression(title)) return [];
  const tails = title.templateSpans.map(({ literal }) => `.+${escaped(literal.text)}`);
  return [new RegExp(`^${escaped(title.head.text)}${tails.join('')}$`, 's')];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const proofs = /`([^`]+)` in ([\w.-]+\.ts)/g;
const tests = readTests();

/** What is wrong with a row; undefined where nothing is. */
function faultOf({ cells, line }: Row): string | undefined {
  if (cells.length !== 3 || cells.includes('')) return `not whole: ${line}`;
  const proof = cells[2] ?? '';
  if (/^not done: \S.{10,}/.test(proof)) return undefined;
  const named = [...proof.matchAll(proofs)];
  if (named.length === 0) return `no proof: ${line}`;
  const missing = named.filter(([, name = '', file = '']) => !isTest(name, file));
  return missing.length === 0
    ? undefined
    : `no such test: ${missing.map(([one]) => one).join(', ')}`;
}

const isTest = (name: string, file: string): boolean =>
  tests.get(file)?.some((one) => one.test(name)) === true;

for (const { title, rows } of sections) {
  test(`each quirk of section ${title} has a test that there is, or a reason`, () => {
    assert.deepEqual(
      rows.map(faultOf).filter((fault) => fault !== undefined),
      [],
    );
    assert.ok(rows.length > 0);
  });
}

test('the table has its eighteen sections', () => {
  assert.deepEqual(
    sections.map(({ number }) => number),
    Array.from({ length: 18 }, (_, at) => String(at + 1)),
  );
});

test('a test that is not there, an empty cell and a proof in words alone are noticed', () => {
  const bad = [
    '| a | b | `no test has this name` in quirks-table.test.ts |',
    '| a | b | `the table has its eighteen sections` in nowhere.test.ts |',
    '| a | | not done: for a reason that is long enough |',
    '| a | b | it surely works |',
    '| a | b | not done: no |',
  ];
  assert.deepEqual(
    bad.map((line) => faultOf(toRow(line)) === undefined),
    bad.map(() => false),
  );
  const good = '| a | b | `the table has its eighteen sections` in quirks-table.test.ts |';
  assert.equal(faultOf(toRow(good)), undefined);
});
