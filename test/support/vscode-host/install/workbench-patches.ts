import fs from 'node:fs';
import path from 'node:path';

interface Patch {
  readonly what: string;
  readonly from: RegExp;
  readonly to: string;
  /** The first minor release that has the place. */
  readonly since: number;
}

const patches: readonly Patch[] = [
  {
    // The workbench would ask the server for half of the key that seals secrets, and this server
    // has none to give. Unsealed they lie in the browser's storage: for test passwords only.
    what: 'the storage of secrets',
    from: /=(\w+)&&(\w+)\.supported\(\)\?new \2\(\1\):new (\w+)/,
    to: '=new $3',
    since: 0,
  },
  {
    // Extensions under development are loaded only under the smoke test driver, and under that
    // newer releases show no notifications.
    what: 'notifications under test',
    from: /!this\.environmentService\.enableSmokeTestDriver&&(\w+\.priority!==2)/,
    to: '$1',
    since: 139,
  },
];

/** Changes the two places of the workbench that stand in the way of tests. */
export function patchWorkbench(vscodeFolder: string, version: string): void {
  const file = path.join(vscodeFolder, 'out/vs/code/browser/workbench/workbench.js');
  const minor = Number(version.split('.')[1]);
  let source = fs.readFileSync(file, 'utf8');
  for (const { what, from, to, since } of patches) {
    if (minor < since) continue;
    if (!from.test(source)) throw new Error(`VS Code ${version}: did not find ${what}`);
    source = source.replace(from, to);
  }
  fs.writeFileSync(file, source);
}
