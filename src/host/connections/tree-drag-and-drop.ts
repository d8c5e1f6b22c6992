import * as vscode from 'vscode';
import { nameOf, normalizePath, parentOf } from '../../base/remote-path.js';
import { withoutLinks } from '../../base/without-links.js';
import { outermost } from '../../remote/outermost.js';
import { type Dropped, droppedFrom, type DropStep, planDrop } from '../../transfers/plan-drop.js';
import { type Order } from '../../transfers/transfer.js';
import { type Questions } from '../questions.js';
import { nameOfPlace } from '../transfers/transfer-text.js';
import { type Transfers } from '../transfers/transfers.js';
import { type RemotePlace, toUri } from '../remote-uri.js';
import { type RemoteChanges } from './remote-changes.js';
import { isFolder, placeOf, type TreeNode } from './tree-nodes.js';

const uriList = 'text/uri-list';

/** What drag and drop in the tree works with. */
export interface DropSources {
  changes: RemoteChanges;
  questions: Questions;
  transfers: Transfers;
}

/** Rows of the tree are dragged as their addresses; what is dropped on a folder goes into it. */
export class TreeDragAndDrop {
  readonly #sources: DropSources;

  constructor(sources: DropSources) {
    this.#sources = sources;
  }

  handleDrag(nodes: readonly TreeNode[], data: vscode.DataTransfer): void {
    const places = nodes.flatMap((node) => (node.kind === 'entry' ? placeOf(node) : []));
    if (places.length === 0) return;
    const list = outermost(places).map((place) => toUri(place).toString());
    data.set(uriList, new vscode.DataTransferItem(list.join('\r\n')));
  }

  async handleDrop(node: TreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const target = node === undefined ? undefined : folderOf(node);
    if (target === undefined) {
      void vscode.window.showWarningMessage(
        withoutLinks(vscode.l10n.t('Drop it on a folder or a connection.')),
      );
      return;
    }
    const uris = await urisIn(data);
    const foreign = uris.filter(({ scheme }) => scheme !== 'ftp' && scheme !== 'file');
    if (foreign.length > 0) tellForeign(foreign);
    await this.#carryOut(target, planDrop(target, uris.flatMap(droppedAt)));
    if (uris.length === 0) await this.#writeUnnamed(target, data);
  }

  async #carryOut(target: RemotePlace, steps: readonly DropStep[]): Promise<void> {
    const { changes, transfers, questions } = this.#sources;
    const orders: Order[] = [];
    const copies: Order[] = [];
    for (const step of steps) {
      switch (step.kind) {
        case 'move':
          await changes.move({ connection: step.connection, path: step.from }, step.to);
          break;
        case 'upload':
          orders.push(step.order);
          break;
        case 'copy':
          copies.push(step.order);
          break;
        case 'refuse':
          tellRefusal(step);
          break;
      }
    }
    const names = copies.map(({ from }) => nameOfPlace(from));
    const where = `${target.connection}: ${target.path}`;
    if (copies.length > 0 && (await questions.copyAcross(names, where))) orders.push(...copies);
    if (orders.length > 0) transfers.queue.add(orders);
  }

  /** Files that have no address here: they are dropped on a browser. */
  async #writeUnnamed(target: RemotePlace, data: vscode.DataTransfer): Promise<void> {
    const files = [...data].flatMap(([, item]) => item.asFile() ?? []);
    for (const file of files) {
      await this.#sources.changes.makeFileOf(target, file.name, () => file.data());
    }
  }
}

function folderOf(node: TreeNode): RemotePlace {
  if (node.kind === 'failure') return placeOf(node.parent);
  const place = placeOf(node);
  return isFolder(node) ? place : { ...place, path: parentOf(place.path) };
}

async function urisIn(data: vscode.DataTransfer): Promise<vscode.Uri[]> {
  const text = (await data.get(uriList)?.asString()) ?? '';
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const uris = lines.map((line) => vscode.Uri.parse(line));
  if (uris.length > 0) return uris;
  return [...data].flatMap(([, item]) => item.asFile()?.uri ?? []);
}

function droppedAt(uri: vscode.Uri): Dropped[] {
  switch (uri.scheme) {
    case 'ftp':
      return [droppedFrom(uri.authority, normalizePath(uri.path))];
    case 'file':
      return [{ path: uri.fsPath, name: nameOf(uri.path.replace(/\/+$/, '')) }];
    default:
      return [];
  }
}

function tellForeign(uris: readonly vscode.Uri[]): void {
  const names = uris.map(({ path }) => nameOf(path)).join(', ');
  const text = vscode.l10n.t('{0}: only files of this computer or of an FTP server', names);
  void vscode.window.showWarningMessage(withoutLinks(text));
}

function tellRefusal({ path, reason }: Extract<DropStep, { kind: 'refuse' }>): void {
  const text =
    reason === 'root'
      ? vscode.l10n.t('A whole server cannot be moved or copied.')
      : vscode.l10n.t('{0} cannot be moved into itself.', path);
  void vscode.window.showWarningMessage(withoutLinks(text));
}
