// Which handles of this process belong to which cell of the table, though many run side by side:
// everything that is made in the course of a cell inherits its store.
import assert from 'node:assert/strict';
import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';

interface Handle {
  type: string;
  resource: { hasRef?: () => boolean };
}

const watched = new Set(['TCPWRAP', 'TCPSERVERWRAP', 'Timeout']);
const cells = new AsyncLocalStorage<Map<number, Handle>>();
const owners = new Map<number, Map<number, Handle>>();

createHook({
  init: (id, type, ...[, resource]: [number, object]) => {
    const cell = watched.has(type) ? cells.getStore() : undefined;
    if (cell === undefined) return;
    cell.set(id, { type, resource });
    owners.set(id, cell);
  },
  destroy: (id) => {
    owners.get(id)?.delete(id);
    owners.delete(id);
  },
}).enable();

/** Runs `work`; rejects where it leaves a socket, a port or a timer that keeps the process alive. */
export async function leavingNothing<T>(work: () => Promise<T>): Promise<T> {
  const mine = new Map<number, Handle>();
  const result = await cells.run(mine, work);
  const open = (): string[] => [...mine.values()].filter(holds).map(({ type }) => type);
  // The process tells of a closed handle some turns later.
  for (let turn = 0; turn < 20 && open().length > 0; turn += 1) await setImmediate();
  assert.deepEqual(open(), [], 'what is left open');
  return result;
}

/** A timer that is unref'd waits for nobody. */
function holds({ resource }: Handle): boolean {
  return resource.hasRef?.() !== false;
}
