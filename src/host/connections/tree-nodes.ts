import * as vscode from 'vscode';
import { type RemoteError } from '../../base/remote-error.js';
import { childOf } from '../../base/remote-path.js';
import { type SeenEntry } from '../../remote/follow-links.js';
import { type RemotePlace } from '../remote-uri.js';

/** A row of the tree of connections. */
export type TreeNode = ConnectionNode | EntryNode | FailureNode;

/** A row that others may stand below. */
export type FolderNode = ConnectionNode | EntryNode;

/** The row of a connection, by its name. */
export interface ConnectionNode {
  kind: 'connection';
  id: string;
  name: string;
}

/** The row of a remote file or folder. */
export interface EntryNode {
  kind: 'entry';
  id: string;
  connection: string;
  path: string;
  entry: SeenEntry;
  parent: FolderNode;
}

/** Why a folder shows nothing. */
export interface FailureNode {
  kind: 'failure';
  id: string;
  parent: FolderNode;
  error: RemoteError;
}

/** The place of a connection or of a remote file or folder. */
export function placeOf(node: FolderNode): RemotePlace {
  return node.kind === 'connection'
    ? { connection: node.name, path: '/' }
    : { connection: node.connection, path: node.path };
}

/** The row of an entry in `parent`; the same id each time it is listed. */
export function entryNode(parent: FolderNode, entry: SeenEntry): EntryNode {
  const place = placeOf(parent);
  const path = childOf(place.path, entry.name);
  return { kind: 'entry', id: entryId(parent, path), ...place, path, entry, parent };
}

/** The row that stands in a folder that could not be listed; the same id each time. */
export function failureNode(parent: FolderNode, error: RemoteError): FailureNode {
  return { kind: 'failure', id: `${parent.id}\n`, parent, error };
}

/** Whether a row can have rows below it. */
export function isFolder(node: TreeNode): node is FolderNode {
  return node.kind === 'connection' || (node.kind === 'entry' && node.entry.type === 'directory');
}

/** What a command was called with, if it is a row of the tree. */
export function isNode(argument: unknown): argument is TreeNode {
  if (typeof argument !== 'object' || argument === null) return false;
  if (!('kind' in argument) || !('id' in argument)) return false;
  const { kind } = argument;
  return kind === 'connection' || kind === 'entry' || kind === 'failure';
}

/** The places that a command is about: what it was called with, or else the rows that are chosen. */
export function placesIn(
  argument: unknown,
  all: unknown,
  chosen: readonly TreeNode[],
): RemotePlace[] {
  const given: readonly unknown[] = Array.isArray(all) && all.length > 0 ? all : [argument];
  const meant = argument === undefined ? chosen : given;
  return meant.flatMap((one) => placeIn(one) ?? []);
}

function placeIn(argument: unknown): RemotePlace | undefined {
  if (argument instanceof vscode.Uri) {
    const { scheme, authority, path } = argument;
    return scheme === 'ftp' ? { connection: authority, path } : undefined;
  }
  return isNode(argument) && argument.kind !== 'failure' ? placeOf(argument) : undefined;
}

function entryId(parent: FolderNode, path: string): string {
  // Below its connection's row, which is another one after each disconnect.
  let top = parent;
  while (top.kind === 'entry') top = top.parent;
  return `${top.id}${path}`;
}
