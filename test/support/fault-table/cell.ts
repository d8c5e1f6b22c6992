// One cell of the table: one operation, on one kind of server, with one fault at one of its steps.
import assert from 'node:assert/strict';
import { FtpClient, FtpPool, RemoteError, type RemoteErrorKind } from '../../../src/ftp/index.js';
import { FtpServer } from '../ftp-server/ftp-server.js';
import { until } from '../until.js';
import { leavingNothing } from './leftovers.js';
import { files, type Operation, type Profile, type Target } from './operations.js';
import { type Fault } from './faults.js';

export type Holder = 'a client' | 'a pool';

/** A command of an operation: its name, and how many of that name come before it. */
export interface Step {
  verb: string;
  before: number;
}

export type Outcome = 'done' | RemoteErrorKind;

export interface Cell {
  profile: Profile;
  operation: Operation;
  step: Step;
  fault: Fault;
  holder: Holder;
}

interface JudgedCell extends Cell {
  /** How it may end. */
  outcomes: readonly Outcome[];
}

const timeouts = { connect: 700, reply: 700, data: 700 };
/** No operation may take longer: the most patient step, the confirmation of a write, has 2.8 s. */
const hangMs = 8_000;

/** Connecting as an operation of its own: what the other operations need before they begin. */
export const connecting: Operation = {
  name: 'connect',
  run: async (target) => {
    await target.stat('/next.txt');
  },
};

/** The commands of `operation` on an obedient server, and how many bytes of data it moves. */
export async function stepsOf(
  profile: Profile,
  operation: Operation,
): Promise<{ steps: Step[]; bytes: number }> {
  const server = await FtpServer.start({ files, ...profile.server });
  const { host, port } = server;
  const client = await FtpClient.connect({ host, port, ...login, ...profile.options });
  if (operation !== connecting) {
    await settled(client);
    server.clearLog();
    await operation.run(client);
    // What the server still has to say of it belongs to it.
    await settled(client);
  }
  const verbs = server.commands().map((line) => /^\S+/.exec(line)?.[0] ?? '');
  if (operation !== connecting) verbs.splice(verbs.lastIndexOf('NOOP'), 1);
  const moved = server.log.flatMap(({ kind, bytes = 0 }) => (kind === 'data-close' ? bytes : []));
  await client.close();
  await server.stop();
  if (operation === connecting) verbs.unshift('connect');
  const steps = verbs.map((verb, at) => ({
    verb,
    before: verbs.slice(0, at).filter((one) => one === verb).length,
  }));
  return { steps, bytes: moved[0] ?? 0 };
}

const login = { user: 'demo', password: 'demo', timeouts, keepAlive: 0 };

/** Nothing of the login is under way any more. */
async function settled(client: FtpClient): Promise<void> {
  await client.command('NOOP');
}

/** Plays the cell; rejects with what it breaks. */
export function play(cell: JudgedCell): Promise<Outcome> {
  return leavingNothing(async () => {
    const server = await FtpServer.start({ files, ...cell.profile.server });
    try {
      const outcome = await playOn(server, cell);
      await until('all sockets to be closed', 1_000, () => server.openSockets === 1);
      return outcome;
    } finally {
      await server.stop();
    }
  });
}

async function playOn(server: FtpServer, cell: JudgedCell): Promise<Outcome> {
  const { operation, fault, outcomes } = cell;
  const isConnect = operation === connecting;
  if (isConnect) addFault(server, cell);
  let target: Target | undefined;
  const outcome = await outcomeOf(fault, async () => {
    target = await open(server, cell);
    if (isConnect) return;
    addFault(server, cell);
    await operation.run(target);
  });
  try {
    if (outcome === 'done' && fault.isLie !== true) operation.isDone?.(server);
    await goOn(target, outcomes);
  } finally {
    await target?.close();
  }
  return outcome;
}

function addFault(server: FtpServer, { step, fault }: Cell): void {
  server.script({ on: step.verb, skip: step.before, times: 1, do: fault.play });
}

/** Connected already: the steps of a login belong to the cells of the login. */
async function open(server: FtpServer, { holder, profile, operation }: Cell): Promise<Target> {
  const { host, port } = server;
  const options = { host, port, ...login, ...profile.options };
  if (holder === 'a client') {
    const client = await FtpClient.connect(options);
    if (operation !== connecting) await settled(client);
    return client;
  }
  const pool = new FtpPool(options);
  try {
    await pool.use((client) => (operation === connecting ? Promise.resolve() : settled(client)));
    return pool;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function outcomeOf(fault: Fault, work: () => Promise<void>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it hangs for ${String(hangMs)} ms`));
    }, hangMs);
  });
  try {
    await Promise.race([work(), hangs]);
    return 'done';
  } catch (error) {
    if (error instanceof RemoteError) return error.kind;
    if (error instanceof assert.AssertionError && fault.isLie === true) return 'done';
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What comes next works: on a pool always, on a client unless its session turns out to be over, by a
 * fault of what nobody waits for.
 */
async function goOn(target: Target | undefined, outcomes: readonly Outcome[]): Promise<void> {
  if (target === undefined) return;
  try {
    assert.equal(Buffer.from(await target.readFile('/next.txt')).toString(), files['next.txt']);
    assert.equal((await target.stat('/next.txt')).size, files['next.txt'].length);
  } catch (error) {
    const isOver = target instanceof FtpClient && target.closed && error instanceof RemoteError;
    if (!isOver || ![...outcomes, 'disconnected'].includes(error.kind)) throw error;
  }
}
