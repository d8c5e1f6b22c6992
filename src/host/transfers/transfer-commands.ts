import * as vscode from 'vscode';
import { outermost } from '../../remote/outermost.js';
import { placesIn, type TreeNode } from '../connections/tree-nodes.js';
import { type Questions } from '../questions.js';
import { type RemotePlace } from '../remote-uri.js';
import { type Commands } from '../window/window-command-names.js';
import { type Transfers } from './transfers.js';
import { transferIdIn } from './transfers-tree.js';

const folderKey = 'downloadFolder';

/** What the commands of transfers work with. */
export interface TransferCommandSources {
  transfers: Transfers;
  questions: Questions;
  /** Remembers where downloads went. */
  memory: vscode.Memento;
  chosenNodes: () => readonly TreeNode[];
  chosenRows: () => readonly unknown[];
}

/** The commands that move files, and those about the files that move. */
export function transferCommands(sources: TransferCommandSources): Commands<'transfer'> {
  const { transfers, chosenNodes } = sources;
  const { queue } = transfers;
  return {
    download: (argument, all) => {
      return download(sources, placesIn(argument, all, chosenNodes()), lastFolder(sources));
    },
    downloadTo: (argument, all) => {
      return download(sources, placesIn(argument, all, chosenNodes()), undefined);
    },
    upload: (argument, all) => upload(sources, placesIn(argument, all, chosenNodes()), 'files'),
    uploadFolder: (argument, all) => {
      return upload(sources, placesIn(argument, all, chosenNodes()), 'folders');
    },
    cancelTransfer: (argument, all) => {
      for (const id of idsIn(sources, argument, all)) queue.cancel(id);
    },
    retryTransfer: (argument, all) => {
      for (const id of idsIn(sources, argument, all)) queue.retry(id);
    },
    cancelTransfers: () => {
      queue.cancelAll();
    },
    retryFailed: () => {
      queue.retryFailed();
    },
    clearTransfers: () => {
      queue.clear();
    },
  };
}

async function download(
  { transfers, questions, memory }: TransferCommandSources,
  places: readonly RemotePlace[],
  known: vscode.Uri | undefined,
): Promise<void> {
  const meant = outermost(places);
  if (meant.length === 0) return;
  const folder = known ?? (await chooseTarget(questions, memory));
  if (folder !== undefined) transfers.download(meant, folder.fsPath);
}

async function chooseTarget(
  questions: Questions,
  memory: vscode.Memento,
): Promise<vscode.Uri | undefined> {
  const remembered = memory.get<string>(folderKey);
  const [folder] =
    (await questions.chooseLocal({
      what: 'target-folder',
      title: vscode.l10n.t('Choose the Folder to Download To'),
      at: remembered === undefined ? undefined : vscode.Uri.file(remembered),
    })) ?? [];
  if (folder !== undefined) await memory.update(folderKey, folder.fsPath);
  return folder;
}

function lastFolder({ memory }: TransferCommandSources): vscode.Uri | undefined {
  const remembered = memory.get<string>(folderKey);
  return remembered === undefined ? undefined : vscode.Uri.file(remembered);
}

async function upload(
  { transfers, questions }: TransferCommandSources,
  places: readonly RemotePlace[],
  what: 'files' | 'folders',
): Promise<void> {
  const [target] = places;
  if (target === undefined) return;
  const title =
    what === 'files'
      ? vscode.l10n.t('Choose Files to Upload to {0}', target.path)
      : vscode.l10n.t('Choose Folders to Upload to {0}', target.path);
  const chosen = (await questions.chooseLocal({ what, title })) ?? [];
  const local = chosen.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
  if (local.length > 0) transfers.upload(local, target);
}

function idsIn({ chosenRows }: TransferCommandSources, argument: unknown, all: unknown): string[] {
  const given: readonly unknown[] = Array.isArray(all) && all.length > 0 ? all : [argument];
  const rows = argument === undefined ? chosenRows() : given;
  return rows.flatMap((row) => transferIdIn(row) ?? []);
}
