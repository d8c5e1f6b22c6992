// The compiler adds to out/ and never takes away. A test whose source was renamed or deleted would
// go on being run, and a file that somebody deleted from out/ would never come back.
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../project.js';

/** Deletes compiled files without a source; has all compiled anew where a compiled file is gone. */
export function dropStaleOutput(): void {
  for (const folder of ['src', 'test']) {
    for (const file of listFiles(inProject('out', folder), '.js')) {
      if (!fs.existsSync(sourceOf(folder, file))) removeOutput(folder, file);
    }
    if (listFiles(inProject(folder), '.ts').some((file) => !isCompiled(folder, file))) {
      fs.rmSync(inProject('out', '.tsbuildinfo'), { force: true });
    }
  }
}

/** Files below a folder whose name ends with `ending`, as sorted paths relative to the folder. */
export function listFiles(folder: string, ending: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort();
}

function sourceOf(folder: string, compiled: string): string {
  return inProject(folder, compiled.replace(/\.js$/, '.ts'));
}

function isCompiled(folder: string, source: string): boolean {
  if (source.endsWith('.d.ts')) return true;
  return fs.existsSync(inProject('out', folder, source.replace(/\.ts$/, '.js')));
}

function removeOutput(folder: string, file: string): void {
  const compiled = path.join(inProject('out', folder), file);
  fs.rmSync(compiled, { force: true });
  fs.rmSync(`${compiled}.map`, { force: true });
}
