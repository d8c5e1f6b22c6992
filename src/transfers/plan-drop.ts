import { isInside, nameOf, parentOf } from '../base/remote-path.js';
import { isSameConnection } from '../remote/same-connection.js';
import { type Place } from './side.js';
import { type Order } from './transfer.js';

/** What dropping something on a remote folder means. */
export type DropStep =
  | { kind: 'move'; connection: string; from: string; to: string }
  /** From the disk. */
  | { kind: 'upload'; order: Order }
  /** From another server. */
  | { kind: 'copy'; order: Order }
  | { kind: 'refuse'; path: string; reason: 'root' | 'into-itself' };

export interface DropTarget {
  connection: string;
  path: string;
}

export interface Dropped extends Place {
  name: string;
}

/** Decides what becomes of each thing that is dropped; what lies there already stays. */
export function planDrop(target: DropTarget, dropped: readonly Dropped[]): DropStep[] {
  return dropped.flatMap((one) => stepFor(target, one) ?? []);
}

function stepFor(target: DropTarget, dropped: Dropped): DropStep | undefined {
  const { connection, path, name } = dropped;
  const to = target.path === '/' ? `/${name}` : `${target.path}/${name}`;
  const order = { from: { connection, path }, to: { connection: target.connection, path: to } };
  if (connection === undefined) return { kind: 'upload', order };
  if (path === '/') return { kind: 'refuse', path, reason: 'root' };
  if (!isSameConnection(connection, target.connection)) return { kind: 'copy', order };
  if (parentOf(path) === target.path) return undefined;
  if (isInside(target.path, path)) return { kind: 'refuse', path, reason: 'into-itself' };
  return { kind: 'move', connection: target.connection, from: path, to };
}

/** A remote thing that is dropped, by its path. */
export function droppedFrom(connection: string, path: string): Dropped {
  return { connection, path, name: nameOf(path) };
}
