import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { projectFolder } from '../support/project.js';

/** Each folder with those that it may import, itself included (src/ARCHITECTURE.md, the staircase). */
const staircase: Readonly<Record<string, readonly string[]>> = {
  base: ['base'],
  'ftp/protocol': ['base', 'ftp/protocol'],
  'ftp/net': ['base', 'ftp/protocol', 'ftp/net', 'ftp'],
  'ftp/operations': ['base', 'ftp/protocol', 'ftp/operations', 'ftp'],
  ftp: ['base', 'ftp/protocol', 'ftp/net', 'ftp/operations', 'ftp'],
  remote: ['base', 'ftp', 'remote'],
  import: ['base', 'remote', 'import'],
  search: ['base', 'remote', 'search'],
  sync: ['base', 'remote', 'sync'],
  transfers: ['base', 'remote', 'transfers'],
  diagnosis: ['base', 'ftp', 'diagnosis'],
  host: ['base', 'ftp', 'remote', 'import', 'search', 'sync', 'transfers', 'diagnosis', 'host'],
  '.': ['base', 'ftp', 'remote', 'import', 'search', 'sync', 'transfers', 'diagnosis', 'host', '.'],
};
/** From outside the engine only its door may be used; the net layer takes one plain type from ftp. */
const engineDoor = 'ftp/index.ts';
const netMayUse = 'ftp/trace-event.ts';
/** What works on any remote tree knows its interface alone, how its states are compared, and which names are none. */
const remoteWaist = 'remote/remote-files.ts';
const syncMayUse = [remoteWaist, 'remote/content-source.ts', 'remote/same-state.ts'];
const searchMayUse = [remoteWaist, 'remote/leftovers.ts'];

const root = path.join(projectFolder, 'src');

interface Import {
  from: string;
  to: string;
}

function sources(): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

function specifiers(file: string): string[] {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function imports(): Import[] {
  return sources().flatMap((from) =>
    specifiers(from)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => ({
        from,
        to: path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '.ts'),
      })),
  );
}

function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  const known = Object.keys(staircase).filter((name) => name !== '.');
  const fits = known.filter((name) => folder === name || folder.startsWith(`${name}/`));
  return fits.sort((a, b) => b.length - a.length)[0] ?? '.';
}

function problemOf({ from, to }: Import): string | undefined {
  const [here, there] = [folderOf(from), folderOf(to)];
  const isStep = staircase[here]?.includes(there) === true;
  return isStep && isThroughDoor(here, { there, to }) ? undefined : `${from} imports ${to}`;
}

/** Some folders may be entered by some files only. */
function isThroughDoor(here: string, { there, to }: { there: string; to: string }): boolean {
  if (there === 'ftp' && !here.startsWith('ftp')) return to === engineDoor;
  if (there === 'ftp' && here === 'ftp/net') return to === netMayUse;
  if (there === 'remote' && here === 'sync') return syncMayUse.includes(to);
  if (there === 'remote' && here === 'search') return searchMayUse.includes(to);
  return true;
}

function findCycle(edges: Import[]): string[] | undefined {
  const next = new Map<string, Import[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { to } of next.get(file) ?? []) {
      const cycle = visit(to, [...trail, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

test('every folder imports only what stands below it on the staircase', () => {
  const problems = imports().map(problemOf);
  assert.deepEqual(
    problems.filter((problem) => problem !== undefined),
    [],
  );
});

test('no import leads back to where it came from', () => {
  assert.equal(findCycle(imports())?.join(' → '), undefined);
});

test('only host and extension.ts know vscode; base and protocol know no Node.js', () => {
  const problems = sources().flatMap((file) => {
    const here = folderOf(file);
    return specifiers(file)
      .filter((name) => {
        if (name === 'vscode') return here !== 'host' && here !== '.';
        return name.startsWith('node:') && (here === 'base' || here === 'ftp/protocol');
      })
      .map((name) => `${file} imports ${name}`);
  });
  assert.deepEqual(problems, []);
});

test('the engine has the only index file', () => {
  assert.deepEqual(
    sources().filter((file) => path.posix.basename(file) === 'index.ts'),
    ['ftp/index.ts'],
  );
});
