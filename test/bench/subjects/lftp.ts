import fs from 'node:fs';
import path from 'node:path';
import { fileNames, folderNames } from '../site.js';
import { type CellName } from '../cells.js';
import { type Task } from '../task.js';

/** The arguments that make lftp do a task as fast as it can. */
export function lftpCommands(task: Task): string[][] {
  const script = path.join(task.local, 'script.lftp');
  fs.writeFileSync(
    script,
    [...settings(task), ...(commands[task.cell]?.(task.operations) ?? []), ''].join('\n'),
  );
  return [['-f', script]];
}

function settings(task: Task): string[] {
  const { host, port, user, password, certificate, local } = task;
  const lines = [
    'set cmd:fail-exit yes',
    'set net:max-retries 1',
    // Commands are sent without waiting for replies, and none that is not needed.
    'set ftp:sync-mode off',
    ...['feat', 'size', 'mdtm', 'mdtm-overloaded', 'allo', 'site-utime', 'site-utime2'].map(
      (name) => `set ftp:use-${name} no`,
    ),
    'set ftp:prefer-epsv yes',
    'set cache:enable no',
    `set xfer:use-temp-file ${task.usesTemporaryNames === true ? 'yes' : 'no'}`,
  ];
  if (certificate === undefined) {
    lines.push('set ftp:ssl-allow no');
  } else {
    const file = path.join(local, 'ca.pem');
    fs.writeFileSync(file, certificate);
    lines.push('set ftp:ssl-force yes', 'set ftp:ssl-protect-data yes');
    lines.push(`set ssl:ca-file ${file}`, 'set ssl:check-hostname no');
  }
  return [...lines, `open -u ${user},${password} ftp://${host}:${String(port)}`];
}

const mirror = 'mirror --parallel=4 --no-perms';

const syncUp = (count: number): string[] => [`${mirror} -R tree-${String(count)} up`];

const commands: Partial<Record<CellName, (operations: number) => string[]>> = {
  cold: () => ['ls cold'],
  many: () => ['ls many'],
  reads: (count) => [
    `get ${fileNames(count)
      .map((file) => `files/${file}`)
      .join(' ')}`,
  ],
  lists: (count) => folderNames(count).map((folder) => `ls folders/${folder}`),
  writes: (count) => [`put -O up ${fileNames(count).join(' ')}`],
  'tree-down': (count) => [`${mirror} tree-${String(count)} tree-${String(count)}`],
  'tree-up': (count) => [`${mirror} -R tree-${String(count)} up`],
  'sync-first': syncUp,
  'sync-again': syncUp,
  recursive: (count) => [`${mirror} --dry-run nested-${String(count)} nested`],
  'big-down': () => ['get big.bin'],
  'big-up': () => ['put -O up big.bin'],
};
