// Each file that is read takes its time, however small it is. So all that is read at the start becomes
// one file; the parts that are read later find in it what they share with it.
import fs from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type OnResolveArgs, type Plugin } from 'esbuild';
import { inProject } from '../support/project.js';
import { type Bundle, startWeight } from '../support/runner/start-weight.js';

const modules = inProject('dist', 'modules');
const entry = path.join(modules, 'extension.cjs');

const shipped: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  supported: { 'dynamic-import': false },
  minify: true,
  sourcemap: true,
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
};

/** Writes `dist/extension.cjs` and `dist/parts`. */
export async function main(): Promise<number> {
  const metafile = fs.readFileSync(inProject('dist', 'modules.json'), 'utf8');
  const bundle = JSON.parse(metafile) as Bundle;
  const toFile = (output: string): string => inProject(...output.split('/'));
  const start = startWeight(bundle, 'dist/modules/extension.cjs').files.map(toFile);
  const isModule = (file: string): boolean => file.endsWith('.cjs') && !start.includes(file);
  await joinStart(start);
  await buildParts(Object.keys(bundle.outputs).map(toFile).filter(isModule), start);
  return 0;
}

async function joinStart(files: readonly string[]): Promise<void> {
  const lines = files.map((file) => {
    const from = JSON.stringify(file);
    return file === entry
      ? `export { activate, deactivate } from ${from};`
      : `export * as ${nameOf(file)} from ${from};`;
  });
  await build({
    ...shipped,
    stdin: { contents: lines.join('\n'), resolveDir: modules },
    outfile: inProject('dist', 'extension.cjs'),
    plugins: [partsLater],
  });
}

async function buildParts(files: readonly string[], start: readonly string[]): Promise<void> {
  await build({
    ...shipped,
    entryPoints: [...files],
    outdir: inProject('dist', 'parts'),
    plugins: [startThere(start)],
  });
}

/** Parts stay files of their own. */
const partsLater: Plugin = {
  name: 'parts-later',
  setup: (built) => {
    built.onResolve({ filter: /^\./ }, ({ path: to, kind }) =>
      kind === 'dynamic-import' ? { path: `./parts/${path.basename(to)}`, external: true } : null,
    );
  },
};

/** What was read at the start is taken from there; other parts stay files of their own. */
function startThere(start: readonly string[]): Plugin {
  const resolve = ({ path: to, kind, resolveDir }: OnResolveArgs) => {
    if (kind === 'entry-point') return null;
    const file = path.resolve(resolveDir, to);
    return start.includes(file)
      ? { path: file, namespace: 'start' }
      : { path: `./${path.basename(to)}`, external: true };
  };
  return {
    name: 'start-there',
    setup: (built) => {
      built.onResolve({ filter: /^\.\.\/extension\.cjs$/, namespace: 'start' }, ({ path: to }) => ({
        path: to,
        external: true,
      }));
      built.onResolve({ filter: /^\.{0,2}\//, namespace: 'file' }, resolve);
      built.onLoad({ filter: /./, namespace: 'start' }, ({ path: file }) => ({
        contents: `module.exports = require('../extension.cjs').${nameOf(file)};`,
      }));
    },
  };
}

/** What the start calls one of its files. */
function nameOf(file: string): string {
  return path.basename(file, '.cjs').replaceAll('-', '_');
}
