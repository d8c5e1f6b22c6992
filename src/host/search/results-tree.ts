import * as vscode from 'vscode';
import { describeError } from '../../base/describe-error.js';
import { nameOf, parentOf } from '../../base/remote-path.js';
import { type FoundLine } from '../../search/line-preview.js';
import {
  type NotSearchedGroup,
  type NotSearchedPlace,
  type SearchResults,
} from '../../search/search-results.js';
import { countMatches, type FileMatches } from '../../search/search-text.js';
import { toUri } from '../remote-uri.js';
import { wordsFor } from './reason-words.js';

/** Files with few matches are shown with them, until there are many files. */
const expandedFiles = 50;
const expandedMatches = 20;

type Node =
  | { kind: 'file'; file: FileMatches; isExpanded: boolean }
  | { kind: 'line'; file: FileMatches; line: FoundLine }
  | { kind: 'not-searched'; results: SearchResults }
  | { kind: 'reason'; group: NotSearchedGroup }
  | { kind: 'place'; place: NotSearchedPlace }
  | { kind: 'more'; count: number };

/** The results of one search as a tree: files, below them lines; at the end what was not searched. */
export class ResultsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #change = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#change.event;
  #results: SearchResults | undefined;

  /** Shows these results, as they are by now. */
  show(results: SearchResults | undefined): void {
    this.#results = results;
    this.#change.fire(undefined);
  }

  getChildren(parent?: Node): Node[] {
    if (parent === undefined) return this.#top();
    switch (parent.kind) {
      case 'file':
        return parent.file.lines.map((line) => ({ kind: 'line', file: parent.file, line }));
      case 'not-searched':
        return parent.results.notSearchedGroups.map((group) => ({ kind: 'reason', group }));
      case 'reason':
        return placesOf(parent.group);
      case 'line':
      case 'place':
      case 'more':
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'file':
        return fileItem(node.file, node.isExpanded);
      case 'line':
        return lineItem(node.file, node.line);
      case 'not-searched':
        return notSearchedItem(node.results);
      case 'reason':
        return reasonItem(node.group);
      case 'place':
        return placeItem(node.place);
      case 'more':
        return new vscode.TreeItem(vscode.l10n.t('… and {0} more', node.count));
    }
  }

  dispose(): void {
    this.#change.dispose();
  }

  #top(): Node[] {
    const results = this.#results;
    if (results === undefined) return [];
    const files = results.files.map((file, index): Node => {
      const isExpanded = index < expandedFiles && file.lines.length <= expandedMatches;
      return { kind: 'file', file, isExpanded };
    });
    return results.counts.notSearched === 0 ? files : [...files, { kind: 'not-searched', results }];
  }
}

function placesOf({ places, count }: NotSearchedGroup): Node[] {
  const nodes = places.map((place): Node => ({ kind: 'place', place }));
  const rest = count - places.length;
  return rest === 0 ? nodes : [...nodes, { kind: 'more', count: rest }];
}

function fileItem(file: FileMatches, isExpanded: boolean): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const { connection, path } = file;
  const item = new vscode.TreeItem(toUri({ connection, path }), isExpanded ? Expanded : Collapsed);
  const count = countMatches(file);
  item.id = `file:${connection}${path}`;
  item.label = nameOf(path);
  item.description = `${String(count)} · ${connection}${parentOf(path)}`;
  item.tooltip = `ftp://${connection}${path}`;
  item.iconPath = vscode.ThemeIcon.File;
  const label = vscode.l10n.t('{0}, {1} matches, in {2}', nameOf(path), count, parentOf(path));
  item.accessibilityInformation = { label };
  return item;
}

function lineItem({ connection, path }: FileMatches, found: FoundLine): vscode.TreeItem {
  const { text, highlights } = found;
  const item = new vscode.TreeItem({ label: text, highlights });
  const number = found.line + 1;
  item.id = `line:${connection}${path}:${String(number)}`;
  item.description = String(number);
  item.tooltip = `${nameOf(path)}:${String(number)}\n${text}`;
  item.accessibilityInformation = { label: vscode.l10n.t('Line {0}: {1}', number, text) };
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [toUri({ connection, path }), { selection: rangeOf(found), preserveFocus: true }],
  };
  return item;
}

function rangeOf({ line, first: { start, end } }: FoundLine): vscode.Range {
  return new vscode.Range(line, start, line, end);
}

function notSearchedItem(results: SearchResults): vscode.TreeItem {
  const label = vscode.l10n.t('Not searched ({0})', results.counts.notSearched);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'not-searched';
  item.iconPath = new vscode.ThemeIcon('info');
  return item;
}

function reasonItem({ reason, count }: NotSearchedGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(wordsFor(reason), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `reason:${reason}`;
  item.description = String(count);
  return item;
}

function placeItem({ connection, path, error }: NotSearchedPlace): vscode.TreeItem {
  const item = new vscode.TreeItem(path);
  item.description = error === undefined ? connection : `${connection} · ${describeError(error)}`;
  item.tooltip = [`ftp://${connection}${path}`, error && describeError(error)]
    .filter((line) => line !== undefined)
    .join('\n');
  return item;
}
