import * as vscode from 'vscode';
import { type TreeNode } from '../connections/tree-nodes.js';
import { type ViewSources } from '../connections/connections-view.js';
import { RowsOnNeed } from './rows-on-need.js';
import { type WindowParts } from './window-parts.js';

type Views = ViewSources['views'];
type Load = () => Promise<WindowParts>;

/** The views of the connections and of the transfers, with nothing in them before they are looked at. */
export function emptyViews(load: Load): Views {
  return {
    connections: vscode.window.createTreeView('ftpWorkspaces.connections', {
      treeDataProvider: new RowsOnNeed(async () => (await load()).view.rows.connections),
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: dragAndDrop(load),
    }),
    transfers: vscode.window.createTreeView('ftpWorkspaces.transfers', {
      treeDataProvider: new RowsOnNeed(async () => (await load()).view.rows.transfers),
      canSelectMany: true,
      showCollapseAll: false,
    }),
  };
}

/** Rows are dragged as addresses; addresses and files may be dropped on them. */
function dragAndDrop(load: Load): vscode.TreeDragAndDropController<TreeNode> {
  const addresses = 'text/uri-list';
  return {
    dragMimeTypes: [addresses],
    dropMimeTypes: [addresses, 'files'],
    handleDrag: async (rows, data) => {
      (await load()).view.dragAndDrop.handleDrag(rows, data);
    },
    handleDrop: async (row, data) => (await load()).view.dragAndDrop.handleDrop(row, data),
  };
}
