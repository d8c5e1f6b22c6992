import fs from 'node:fs';
import path from 'node:path';
import { fileNames, folderNames, nestedFolders, treeFiles, treeFolders } from '../site.js';
import { type EngineCell, isSyncCell } from '../cells.js';
import { type Task } from '../task.js';

/** The arguments of the processes that make curl do a task as fast as it can. */
export function curlCommands(task: Task): string[][] {
  if (isSyncCell(task.cell)) return [];
  return processes[task.cell](task).map((transfers, at) => {
    const settings = path.join(task.local, `curl-${String(at)}.conf`);
    fs.writeFileSync(settings, [...commonLines(task), ...transfers, ''].join('\n'));
    const isBulk = task.cell.startsWith('tree') || task.cell === 'recursive';
    const together = isBulk ? ['--parallel', '--parallel-max', '4'] : [];
    return ['-q', '--fail-early', ...together, '-K', settings];
  });
}

function commonLines(task: Task): string[] {
  const { user, password, certificate, local } = task;
  const lines = ['silent', 'show-error', `user = "${user}:${password}"`, 'ftp-method = "nocwd"'];
  if (certificate === undefined) return lines;
  const file = path.join(local, 'ca.pem');
  fs.writeFileSync(file, certificate);
  return [...lines, ...versionLines(task), 'ssl-reqd', `cacert = "${file}"`];
}

/** Its short uploads fail under TLS 1.3: it hangs up before it has read the session's tickets. */
function versionLines({ cell }: Task): string[] {
  return ['writes', 'tree-up', 'big-up'].includes(cell) ? ['tls-max = "1.2"'] : [];
}

/** One list of transfers for each process: curl does not go on from a listing by itself. */
const processes: Readonly<Record<EngineCell, (task: Task) => string[][]>> = {
  cold: (task) => [list(task, ['cold'])],
  many: (task) => [list(task, ['many'])],
  lists: (task) => [
    list(
      task,
      folderNames(task.operations).map((name) => `folders/${name}`),
    ),
  ],
  reads: (task) => [fileNames(task.operations).flatMap((name) => get(task, `files/${name}`, name))],
  writes: (task) => [fileNames(task.operations).flatMap((name) => put(task, name, `up/${name}`))],
  'stat-one': stats,
  'stat-many': stats,
  'tree-down': treeDown,
  'tree-up': treeUp,
  recursive,
  'big-down': (task) => [get(task, 'big.bin', 'big.bin')],
  'big-up': (task) => [put(task, 'big.bin', 'up/big.bin')],
};

function stats(task: Task): string[][] {
  const files = fileNames(task.operations);
  return [['head', ...files.flatMap((name) => get(task, `files/${name}`, `${name}.txt`))]];
}

function treeDown(task: Task): string[][] {
  const root = `tree-${String(task.operations)}`;
  const paths = treeFiles(task.operations).map((file) => `${root}/${file}`);
  const folders = treeFolders(task.operations).map((folder) => `${root}/${folder}`);
  const transfers = paths.flatMap((file) => get(task, file, file));
  return [list(task, [root]), list(task, folders), ['create-dirs', ...transfers]];
}

/** Folders first: parallel transfers would each try to make them, and fail. */
function treeUp(task: Task): string[][] {
  const root = `tree-${String(task.operations)}`;
  const folders = treeFolders(task.operations).map((folder) => `quote = "MKD up/${folder}"`);
  const files = treeFiles(task.operations);
  return [
    [...folders, ...list(task, ['up'])],
    files.flatMap((file) => put(task, `${root}/${file}`, `up/${file}`)),
  ];
}

function recursive(task: Task): string[][] {
  const root = `nested-${String(task.operations)}`;
  const { upper, lower } = nestedFolders(task.operations);
  const levels = [[root], ...[upper, lower].map((level) => level.map((name) => `${root}/${name}`))];
  return levels.map((level) => list(task, level));
}

/** Each listing into a file of its own: those that run together would mix. */
function list(task: Task, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    get(task, `${folder}/`, `listing-${folder.replaceAll('/', '-')}.txt`),
  );
}

function get({ host, port }: Task, remote: string, file: string): string[] {
  return [`url = "ftp://${host}:${String(port)}/${remote}"`, `output = "${file}"`];
}

function put({ host, port }: Task, file: string, remote: string): string[] {
  return [`upload-file = "${file}"`, `url = "ftp://${host}:${String(port)}/${remote}"`];
}
