// The suite "sync": a first sync and one that finds nothing to do, ours beside lftp's mirror, and what a
// plan of a million files takes, each in a process of its own.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../support/project.js';
import { type ServerName } from '../support/servers/recipe.js';
import { syncCells } from './cells.js';
import { machineNotes, type Missing } from './engine-suite.js';
import { ownFile } from './measure.js';
import { type Link, type Network } from './network/network.js';
import { type BenchOptions } from './options.js';
import { type PlanFigures, planMany } from './plan-million.js';
import { findProgram } from './subjects/programs.js';
import { sampleSync, type SyncSubject, type SyncSurroundings } from './sync-sample.js';
import { type SyncMeasurement, toSyncReport } from './sync-report.js';

const role = 'plan-million';
const files = 1_000_000;
const planKinds = ['new', 'known'] as const;
type PlanKind = (typeof planKinds)[number];

/** Measures, prints and writes the report. Returns the exit code. */
export async function syncSuite(...args: [BenchOptions, Network, Missing]): Promise<number> {
  const [options, network, missing] = args;
  const { syncRows } = options;
  const wants = { mirror: syncRows.includes('mirror'), plan: syncRows.includes('plan') };
  const found = wants.mirror ? await measureAll(options, network, missing) : [];
  const plans = wants.plan ? planKinds.map((kind) => planLine(kind)) : [];
  const report = toSyncReport(found, {
    files: options.files,
    plans,
    notes: [...machineNotes(), `The delay: ${network.description}.`],
    missing: Object.entries(missing).map(([name, reason]) => `${name} (${reason})`),
  });
  const file = inProject('out', 'bench-sync.md');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, report);
  console.log(`\n${report}\nwritten to ${file}`);
  return found.some(({ errors }) => errors.length > 0) ? 1 : 0;
}

async function measureAll(...args: [BenchOptions, Network, Missing]): Promise<SyncMeasurement[]> {
  const [options, network, missing] = args;
  const hasLftp = options.peers.includes('lftp') && missing.lftp === undefined;
  const lftp = hasLftp ? await findProgram('lftp') : undefined;
  const found: SyncMeasurement[] = [];
  for (const rttMs of options.rtts) {
    const link = await network.link(rttMs);
    try {
      for (const server of options.servers.filter((name) => missing[name] === undefined)) {
        found.push(...(await measurePlace({ server, link, lftp, options })));
      }
    } finally {
      link.close();
    }
  }
  return found;
}

interface Place {
  readonly server: ServerName;
  readonly link: Link;
  readonly lftp: SyncSurroundings['lftp'];
  readonly options: BenchOptions;
}

/** One server at one delay: the subjects take turns. */
async function measurePlace({ server, link, lftp, options }: Place): Promise<SyncMeasurement[]> {
  const { rttMs } = link;
  const peers: SyncSubject[] = rttMs === 0 ? ['lftp', 'lftp-temporary'] : ['lftp'];
  const subjects: SyncSubject[] = ['pool-4', ...(lftp === undefined ? [] : peers)];
  const found = subjects.flatMap((subject) =>
    syncCells.map((cell): SyncMeasurement => ({
      ...{ server, rttMs, subject, cell },
      ...{ samples: [], errors: [] },
    })),
  );
  const reachable = await link.serve(server, 'plain', []);
  try {
    reachable.server.seed({ 'up/.keep': '' });
    fs.rmSync(path.join(reachable.server.root, 'up', '.keep'));
    const surroundings = { files: options.files, link, reachable, lftp };
    const runs = options.runs ?? (rttMs === 0 ? 3 : 1);
    for (let run = 0; run < runs; run += 1) {
      for (const subject of subjects) {
        const own = found.filter((one) => one.subject === subject);
        await takeRun(own, subject, surroundings);
      }
    }
  } finally {
    await reachable.stop();
  }
  return found;
}

async function takeRun(
  own: readonly SyncMeasurement[],
  subject: SyncSubject,
  around: SyncSurroundings,
): Promise<void> {
  try {
    const samples = await sampleSync(subject, around);
    for (const { cell, samples: all } of own) all.push(samples[cell]);
    const seconds = own.map(({ cell }) => `${cell} ${(samples[cell].ms / 1000).toFixed(2)} s`);
    console.log(
      `${own[0]?.server ?? ''} ${String(around.link.rttMs)} ms ${subject}: ${seconds.join(', ')}`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`${subject}: ERROR ${reason}`);
    for (const { errors } of own) errors.push(reason);
  }
}

function planLine(kind: PlanKind): string {
  const code = `const tool = await import(process.argv[1]); process.exit(await tool.main(process.argv.slice(2)));`;
  const args = ['--expose-gc', '--input-type=module', '-e', code, ownFile, role, kind];
  const line = execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return line.toString().trim();
}

/** The part of a process of its own, if the arguments are for it. */
export async function planIfAsked([name, kind]: readonly string[]): Promise<number | undefined> {
  if (name !== role) return undefined;
  console.log(toLine(kind ?? '', await planMany(files, kind === 'known')));
  return 0;
}

function toLine(kind: string, { steps, seconds, peakMb, startMb, heapMb }: PlanFigures): string {
  const what = kind === 'known' ? 'unchanged' : 'all new here';
  const journal = kind === 'known' ? ' (the journal in it)' : '';
  return (
    `${what}: ${String(steps)} steps in ${seconds.toFixed(1)} s, ${String(peakMb)} MB resident and ` +
    `${String(heapMb)} MB of heap at the most, ${String(startMb)} MB resident before${journal}`
  );
}
