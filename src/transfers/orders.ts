import path from 'node:path';
import { nameOf } from '../base/remote-path.js';
import { type Side } from './side.js';
import { type Order } from './transfer.js';

type Target = Pick<Side, 'childOf' | 'nameProblem'>;

interface RemotePlace {
  connection: string;
  path: string;
}

/** Brings remote files and folders into a local folder, under their names. */
export function downloadOrders(
  places: readonly RemotePlace[],
  folder: string,
  local: Target,
): Order[] {
  return places.map(({ connection, path: remote }) => {
    const name = remote === '/' ? connection : nameOf(remote);
    const from = { connection, path: remote };
    return { from, ...into({ path: folder }, name, local) };
  });
}

/** Brings local files and folders into a remote folder, under their names. */
export function uploadOrders(
  files: readonly string[],
  { connection, path: folder }: RemotePlace,
  remote: Target,
): Order[] {
  return files.map((file) => ({
    from: { path: file },
    ...into({ connection, path: folder }, path.basename(file), remote),
  }));
}

/** A name that cannot stand there makes no path: its order is refused. */
function into(folder: Order['to'], name: string, target: Target): Pick<Order, 'to' | 'refusal'> {
  const refusal = target.nameProblem(name);
  if (refusal !== undefined) return { to: folder, refusal };
  return { to: { ...folder, path: target.childOf(folder.path, name) } };
}
