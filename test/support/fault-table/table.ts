import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Cell, connecting, type Holder, play, type Step, stepsOf } from './cell.js';
import { dataFaults, type Fault, openingFaults, replyFaults } from './faults.js';
import { type Operation, operations, type Profile } from './operations.js';
import { limiter } from '../limiter.js';
import { outcomesOf } from './rules.js';

/** More would make the cells wait for each other for so long that it looks like a silent server. */
const atOnce = 32;
const inTurn = limiter(atOnce);

/** Registers all cells of a profile: a test for each step of each operation. */
export async function faultTable(profile: Profile, holders: readonly Holder[]): Promise<void> {
  const works = [connecting, ...operations].filter(profile.differs);
  const rows: [string, Cell[]][] = [];
  for (const operation of works) {
    const { steps, bytes } = await stepsOf(profile, operation);
    for (const step of steps) {
      const faults = faultsAt(step, operation, bytes);
      const cells = holders.flatMap((holder) =>
        faults.map((fault) => ({ profile, operation, step, fault, holder })),
      );
      rows.push([titleOf(operation, step), cells]);
    }
  }
  await describe(`faults of ${profile.name}`, { concurrency: rows.length }, () => {
    for (const [title, cells] of rows) {
      test(`${title}: every fault ends in time, as it may, and leaves nothing behind`, async () => {
        const wrong = await Promise.all(cells.map((cell) => inTurn(() => wrongOf(cell))));
        assert.deepEqual(wrong.flat(), []);
      });
    }
  });
}

function titleOf({ name }: Operation, { verb, before }: Step): string {
  const again = before === 0 ? '' : ` (${String(before + 1)})`;
  return verb === 'connect' ? `${name}, at the greeting` : `${name}, at ${verb}${again}`;
}

function faultsAt({ verb }: Step, operation: Operation, bytes: number): readonly Fault[] {
  // Where the server lies about PROT no data connection works, which is no fault of ours.
  if (verb === 'PROT') return replyFaults.filter(({ sort }) => sort !== '2yz');
  if (['EPSV', 'PASV'].includes(verb)) return [...replyFaults, ...openingFaults];
  const isTransfer = ['RETR', 'STOR', 'MLSD', 'LIST'].includes(verb);
  return isTransfer ? [...replyFaults, ...dataFaults(operation, bytes)] : replyFaults;
}

/** What is wrong with a cell, in a sentence; nothing as a rule. */
async function wrongOf(cell: Cell): Promise<string[]> {
  const place = `${cell.holder}: ${cell.fault.name}`;
  try {
    const outcomes = outcomesOf(cell);
    const outcome = await play({ ...cell, outcomes });
    return outcomes.includes(outcome)
      ? []
      : [`${place}: ends as ${outcome}, not as ${outcomes.join(' or ')}`];
  } catch (error) {
    return [`${place}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
