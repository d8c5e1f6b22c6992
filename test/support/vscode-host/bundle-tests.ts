import { build } from 'esbuild';
import { inProject } from '../project.js';
import { listFiles } from '../runner/stale-output.js';

/** Tests whose name ends so drive the window from outside, which only a browser allows. */
const windowTest = '.window.test.ts';
/** Tests whose name ends so run in a window on a local folder, the others on an FTP folder. */
const localTest = '.local.test.ts';
/** Tests whose name ends so run in a window on a local folder that is not trusted. */
const untrustedTest = '.untrusted.test.ts';

/** Tests whose name ends so run in a window on a real FTP server, on one after the other. */
const realServerTest = '.real-server.test.ts';

/** Which of the tests, by the window they need. */
export type TestPlace = 'remote' | 'remote-without-window' | 'local' | 'untrusted' | 'real-server';

/** Bundles the tests for the extension host into one file. */
export async function bundleHostTests(place: TestPlace): Promise<string> {
  const all = listFiles(inProject('test', 'host'), '.test.ts');
  const files = all.filter((file) => placesOf(file).includes(place));
  const outfile = inProject('out', 'host', `${place}.cjs`);
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

function placesOf(file: string): TestPlace[] {
  if (file.endsWith(localTest)) return ['local'];
  if (file.endsWith(untrustedTest)) return ['untrusted'];
  if (file.endsWith(realServerTest)) return ['real-server'];
  return file.endsWith(windowTest) ? ['remote'] : ['remote', 'remote-without-window'];
}
