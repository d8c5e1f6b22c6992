// The suite "engine": which jobs there are, and how they share the machine.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { type ServerName } from '../support/servers/recipe.js';
import { inProject } from '../support/project.js';
import { availability } from '../support/servers/start-server.js';
import { type Cell, type Peer, type Security, type Subject, weightOf } from './cells.js';
import { msEach, rttEach } from './figures.js';
import { type Network } from './network/network.js';
import { type BenchOptions } from './options.js';
import { type Circumstance, toReport } from './report.js';
import { type Job, type Measurement, type Programs, runJob } from './run-job.js';
import { toText } from './statistics.js';
import { type Program } from './subjects/program.js';
import { findProgram, programNames } from './subjects/programs.js';

/** Measures, prints and writes the report. Returns the exit code. */
export async function engineSuite(...args: [BenchOptions, Network, Missing]): Promise<number> {
  const [options, network, missing] = args;
  const means = await gather(options, missing);
  const jobs = planJobs(options, means);
  const started = performance.now();
  const measurements = await runAll(jobs, { network, programs: means.programs });
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const circumstance: Circumstance = {
    title: 'The FTP engine beside its peers',
    network: network.description,
    notes: [
      ...machineNotes(),
      `Peers: ${means.versions.join(', ') || 'none'}.`,
      `The run took ${minutes} minutes.`,
    ],
    missing: Object.entries(missing).map(([name, reason]) => `${name} (${reason})`),
  };
  const report = toReport(measurements, circumstance);
  const file = inProject('out', 'bench.md');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, report);
  console.log(`\n${report}\nwritten to ${file}`);
  return measurements.some(({ errors }) => errors.length > 0) ? 1 : 0;
}

/** What was measured, when and on what. */
export function machineNotes(): string[] {
  const cpus = os.cpus();
  const commit = attempt(() =>
    execFileSync('git', ['describe', '--always', '--dirty'], { cwd: inProject() })
      .toString()
      .trim(),
  );
  return [
    `${new Date().toISOString()}, commit ${commit ?? 'unknown'}, Node.js ${process.versions.node}, ` +
      `${String(cpus.length)} processors (${cpus[0]?.model ?? 'unknown'}), Linux ${os.release()}.`,
  ];
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // It is only told, and a copy without git has none.
  }
}

interface Means {
  readonly programs: Programs;
  readonly versions: readonly string[];
  readonly missing: Missing;
}

/** Servers and peers that cannot be had, with the reason. */
export type Missing = Partial<Record<ServerName | Peer, string>>;

/** Fetches what is needed: where the measurements run there is no way out to a network. */
export async function fetchAll({ servers, peers }: BenchOptions): Promise<Missing> {
  const missing: Missing = {};
  for (const name of servers) {
    const reason = await availability(name);
    if (reason !== undefined) missing[name] = reason;
  }
  for (const name of programNames) {
    if (!peers.includes(name)) continue;
    await findProgram(name).catch((error: unknown) => {
      missing[name] = error instanceof Error ? error.message : String(error);
    });
  }
  for (const [name, reason] of Object.entries(missing)) console.log(`missing: ${name}: ${reason}`);
  return missing;
}

async function gather({ peers }: BenchOptions, missing: Missing): Promise<Means> {
  const programs = new Map<Subject, Program>();
  const versions: string[] = [];
  if (peers.includes('basic-ftp')) {
    const own = createRequire(import.meta.url)('basic-ftp/package.json') as { version: string };
    versions.push(`basic-ftp ${own.version}`);
  }
  for (const name of programNames) {
    if (!peers.includes(name) || missing[name] !== undefined) continue;
    const program = await findProgram(name);
    programs.set(name, program);
    versions.push(`${name} ${program.version}`);
  }
  return { programs, versions, missing };
}

function planJobs(options: BenchOptions, { missing, programs }: Means): Job[] {
  const { isQuick, runs, isChosen } = options;
  const servers = options.servers.filter((name) => missing[name] === undefined);
  return servers.flatMap((server) =>
    options.securities.flatMap((security) =>
      options.rtts.flatMap((rttMs) =>
        options.cells
          .filter((cell) => isWanted(cell, { security, rttMs, isChosen }))
          .map((cell) => {
            const subjects = subjectsOf(cell, options, programs);
            return { server, security, rttMs, cell, subjects, isQuick, runs };
          }),
      ),
    ),
  );
}

interface Asked {
  readonly security: Security;
  readonly rttMs: number;
  readonly isChosen: boolean;
}

function isWanted(cell: Cell, { security, rttMs, isChosen }: Asked): boolean {
  if (isChosen) return true;
  return (cell.withDelay || rttMs === 0) && (cell.underTls || security === 'plain');
}

function subjectsOf(cell: Cell, { peers }: BenchOptions, programs: Programs): Subject[] {
  const able = cell.peers.filter((peer) => peer === 'basic-ftp' || programs.has(peer));
  return [...cell.ours, ...able.filter((peer) => peers.includes(peer))];
}

interface Equipment {
  readonly network: Network;
  readonly programs: Programs;
}

/** Jobs without delay run one by one; those that mostly wait run side by side, the longest first. */
async function runAll(jobs: readonly Job[], equipment: Equipment): Promise<Measurement[]> {
  const results = new Map<Job, Measurement[]>();
  const lineFor = async (rttMs: number, links: number): Promise<void> => {
    const waiting = jobs
      .filter((job) => job.rttMs === rttMs)
      .toSorted((one, other) => weightOf(other.cell.name) - weightOf(one.cell.name));
    const lines = Math.min(links, waiting.length);
    await Promise.all(Array.from({ length: lines }, () => workOff(waiting, results, equipment)));
  };
  const delays = [...new Set(jobs.map(({ rttMs }) => rttMs))];
  if (delays.includes(0)) await lineFor(0, 1);
  await Promise.all(
    delays
      .filter((rttMs) => rttMs > 0)
      .map((rttMs) => lineFor(rttMs, equipment.network.links(rttMs))),
  );
  return jobs.flatMap((job) => results.get(job) ?? []);
}

async function workOff(...args: [Job[], Map<Job, Measurement[]>, Equipment]): Promise<void> {
  const [waiting, results, { network, programs }] = args;
  const rttMs = waiting[0]?.rttMs;
  if (rttMs === undefined) return;
  const link = await network.link(rttMs);
  try {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const measurements = await runJob(job, link, programs);
      results.set(job, measurements);
      tellProgress(job, measurements, [...results.values()].flat());
    }
  } finally {
    link.close();
  }
}

function tellProgress(...args: [Job, Measurement[], Measurement[]]): void {
  const [{ server, security, rttMs, cell }, measurements, all] = args;
  const figures = measurements.map((measurement) => {
    const ms = msEach(measurement);
    const rtt = rttEach(measurement, all);
    const error = measurement.errors[0];
    if (error !== undefined) return `${measurement.subject} ERROR ${error.slice(0, 200)}`;
    const each = rtt === undefined ? '' : ` = ${rtt.toFixed(2)} RTT`;
    return `${measurement.subject} ${ms === undefined ? '-' : toText(ms)} ms${each}`;
  });
  const seconds = Math.round(process.uptime());
  const time = `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
  const place = `${server} ${security} ${String(rttMs)} ms ${cell.name}`;
  console.log(`${time.padStart(5)} ${place.padEnd(36)} ${figures.join(', ')}`);
}
