import { build } from 'esbuild';
import { inProject } from '../project.js';
import { listFiles } from '../runner/stale-output.js';

/** Tests whose name ends so drive the window from outside, which only a browser allows. */
const windowTest = '.window.test.ts';

/** Bundles the tests for the extension host into one file. */
export async function bundleHostTests(options: { withWindow: boolean }): Promise<string> {
  const all = listFiles(inProject('test', 'host'), '.test.ts');
  const files = all.filter((file) => options.withWindow || !file.endsWith(windowTest));
  const outfile = inProject('out', 'host', options.withWindow ? 'all.cjs' : 'without-window.cjs');
  const lines = [
    "export { run } from './index.ts';",
    ...files.map((file) => `import './${file}';`),
  ];
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: inProject('test', 'host'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
