import { parseArgs } from 'node:util';
import { type ServerName } from '../support/servers/recipe.js';
import { type Cell, cells, type Peer, peers, type Security } from './cells.js';

export interface BenchOptions {
  /** What is measured: the engine beside its peers, or the sync beside lftp. */
  readonly suite: 'engine' | 'sync';
  readonly servers: readonly ServerName[];
  readonly rtts: readonly number[];
  readonly securities: readonly Security[];
  readonly cells: readonly Cell[];
  readonly peers: readonly Peer[];
  readonly isQuick: boolean;
  /** Whether the delay is to be made by a relay even where there is something better. */
  readonly isRelayed: boolean;
  readonly runs: number | undefined;
  /** Whether the rows were chosen: then each is measured wherever it was asked for. */
  readonly isChosen: boolean;
  /** How many files the sync brings over. */
  readonly files: number;
  readonly syncRows: readonly SyncRow[];
}

const syncRows = ['mirror', 'plan'] as const;
type SyncRow = (typeof syncRows)[number];

/** Something in the arguments that we do not understand. */
export class UsageError extends Error {}

export const usage = `npm run bench -- [engine | sync | activation] [options]

engine measures the engine beside its peers. Its options:

  --server NAMES    of vsftpd, proftpd, pure-ftpd                    (all)
  --rtt MS          round-trip delays                                (0,20,100)
  --security NAMES  of plain, tls                                    (both)
  --rows NAMES      of ${cells.map(({ name }) => name).join(', ')};
                    "stat", "tree" and "big" stand for two rows each (all)
  --peers NAMES     of ${peers.join(', ')}, or none              (all)
  --runs N          samples for each figure                          (1, 3 or 5)
  --relay           delay in user space, as where no network namespace can be had
  --quick           fewer operations and samples
  --help

activation tells how long VS Code waits for the extension; it takes no options.

sync measures a first sync of 10 000 files in 500 folders, one that finds nothing to do, both beside
lftp's mirror, and the plan of a million files. Its options:

  --server NAMES    as above                                         (vsftpd,proftpd)
  --rtt MS          round-trip delays                                (0,20)
  --rows NAMES      of ${syncRows.join(', ')}                                  (all)
  --files N         how many files, twenty in a folder               (10000)
  --peers none      without lftp
  --runs N          samples for each figure                          (3, or 1 with a delay)
  --relay           as above

Several names are joined by commas. The report is printed and written to out/bench.md, that of sync to
out/bench-sync.md.`;

const servers: readonly ServerName[] = ['vsftpd', 'proftpd', 'pure-ftpd'];
const usualFiles = 10_000;

const usually: Readonly<Record<BenchOptions['suite'], Pick<BenchOptions, 'servers' | 'rtts'>>> = {
  engine: { servers, rtts: [0, 20, 100] },
  sync: { servers: ['vsftpd', 'proftpd'], rtts: [0, 20] },
};

/** Undefined where only help is wanted. Throws UsageError. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const unknown = positionals.find((name) => name !== 'engine' && name !== 'sync');
  if (unknown !== undefined) throw new UsageError(`there is no suite ${unknown}`);
  const suite = positionals.includes('sync') ? 'sync' : 'engine';
  const usual = usually[suite];
  return {
    suite,
    servers: values.server === undefined ? usual.servers : chosen(values.server, servers),
    rtts: values.rtt === undefined ? usual.rtts : values.rtt.split(',').map(toNumber),
    securities: chosen(values.security, ['plain', 'tls'] as const),
    ...rowsOf(suite, values.rows),
    files: values.files === undefined ? usualFiles : Math.max(1, toNumber(values.files)),
    peers: values.peers === 'none' ? [] : chosen(values.peers, peers),
    isQuick: values.quick === true,
    isRelayed: values.relay === true,
    runs: values.runs === undefined ? undefined : Math.max(1, toNumber(values.runs)),
    isChosen: values.rows !== undefined,
  };
}

function rowsOf(
  suite: BenchOptions['suite'],
  text: string | undefined,
): Pick<BenchOptions, 'cells' | 'syncRows'> {
  if (suite === 'sync') return { cells: [], syncRows: chosen(text, syncRows) };
  return { cells: chosenCells(text), syncRows: [] };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    server: text,
    rtt: text,
    security: text,
    rows: text,
    peers: text,
    runs: text,
    files: text,
    quick: flag,
    relay: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function chosen<T extends string>(text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known;
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !(known as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`${unknown} is none of ${known.join(', ')}`);
  return known.filter((name) => wanted.includes(name));
}

function chosenCells(text: string | undefined): readonly Cell[] {
  if (text === undefined) return cells;
  const wanted = text.split(',');
  const fits = (cell: Cell, name: string): boolean =>
    cell.name === name || cell.name.startsWith(`${name}-`);
  const unknown = wanted.find((name) => !cells.some((cell) => fits(cell, name)));
  if (unknown !== undefined) throw new UsageError(`there is no row ${unknown}`);
  return cells.filter((cell) => wanted.some((name) => fits(cell, name)));
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new UsageError(`${text} is no number`);
  }
  return number;
}
