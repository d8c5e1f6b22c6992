// A job is one row on one server: each subject in turn, again and again, on a server of its own.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ServerName } from '../support/servers/recipe.js';
import { makeScratch, removeScratch } from '../support/servers/scratch.js';
import {
  type Cell,
  type CellName,
  isOurs,
  operationsOf,
  runsOf,
  type Security,
  type Subject,
} from './cells.js';
import { checkDisk, prepareLocal } from './disk.js';
import { sampleLibrary, sampleProgram } from './measure.js';
import { type Link, type Reachable } from './network/network.js';
import { filesFor } from './site.js';
import { type Program } from './subjects/program.js';
import { type Sample, type Task } from './task.js';

export interface Job {
  readonly server: ServerName;
  readonly security: Security;
  readonly rttMs: number;
  readonly cell: Cell;
  readonly subjects: readonly Subject[];
  readonly isQuick: boolean;
  /** How often, if not as often as usual. */
  readonly runs: number | undefined;
}

/** What came of one subject in one job. */
export interface Measurement {
  readonly server: ServerName;
  readonly security: Security;
  readonly rttMs: number;
  readonly cell: CellName;
  readonly subject: Subject;
  readonly operations: number;
  readonly samples: Sample[];
  /** Runs that gave no figure, because they failed or because the check of their result did. */
  readonly errors: string[];
}

export type Programs = ReadonlyMap<Subject, Program>;

export async function runJob(job: Job, link: Link, programs: Programs): Promise<Measurement[]> {
  const measurements = job.subjects.map((subject) => emptyMeasurement(job, subject));
  try {
    await serveAndMeasure(measurements, { job, link, programs });
  } catch (error) {
    // A server that does not start spoils its own row only.
    const reason = error instanceof Error ? error.message : String(error);
    for (const { errors } of measurements) errors.push(reason);
  }
  return measurements;
}

async function serveAndMeasure(
  measurements: readonly Measurement[],
  { job, link, programs }: Omit<Surroundings, 'reachable'>,
): Promise<void> {
  const reachable = await link.serve(job.server, job.security, extraSettings(job));
  try {
    seed(job, reachable);
    const runs = job.runs ?? runsOf(circumstancesOf(job, 'client'));
    // In turn, so that a noisy minute is everybody's.
    const turns = Array.from({ length: runs }, () => measurements).flat();
    for (const measurement of turns) {
      if (measurement.errors.length > 1) continue;
      await takeRun(measurement, { job, link, reachable, programs });
    }
  } finally {
    await reachable.stop();
  }
}

function extraSettings({ server, cell }: Job): string[] {
  // It ends listings after 10 000 entries.
  return server === 'pure-ftpd' && cell.name === 'many' ? ['-L', '100000:10'] : [];
}

function circumstancesOf({ cell, security, rttMs, isQuick }: Job, subject: Subject) {
  return { cell: cell.name, subject, security, rttMs, isQuick };
}

function emptyMeasurement(job: Job, subject: Subject): Measurement {
  const { server, security, rttMs, cell } = job;
  const count = operationsOf(circumstancesOf(job, subject));
  const operations = isDifference(cell.name, subject) ? count - 1 : count;
  const place = { server, security, rttMs, cell: cell.name, subject };
  return { ...place, operations, samples: [], errors: [] };
}

function seed(job: Job, { server }: Reachable): void {
  const counts = job.subjects.map((subject) => operationsOf(circumstancesOf(job, subject)));
  server.seed({
    'up/.keep': '',
    'warm-up.txt': 'x'.repeat(4096),
    'warm-up/file.txt': 'x',
    ...filesFor(job.cell.name, counts),
  });
}

interface Surroundings {
  readonly job: Job;
  readonly link: Link;
  readonly reachable: Reachable;
  readonly programs: Programs;
}

async function takeRun(measurement: Measurement, surroundings: Surroundings): Promise<void> {
  try {
    measurement.samples.push(await takeSample(measurement, surroundings));
  } catch (error) {
    measurement.errors.push(error instanceof Error ? error.message : String(error));
  }
}

async function takeSample(measurement: Measurement, around: Surroundings): Promise<Sample> {
  const { subject, cell, operations } = measurement;
  const program = around.programs.get(subject);
  if (program === undefined) return sampleOnce(measurement, operations, around);
  if (!isDifference(cell, subject)) return sampleOnce(measurement, operations, around);
  const one = await sampleOnce(measurement, 1, around);
  return difference(await sampleOnce(measurement, operations + 1, around), one);
}

async function sampleOnce(...args: [Measurement, number, Surroundings]): Promise<Sample> {
  const [{ subject, cell, server: name }, operations, { link, reachable, programs }] = args;
  const { server, host } = reachable;
  const local = makeScratch('bench');
  const { port, user, password, certificate } = server;
  const home = server.home === '/' ? '' : server.home;
  const account = { host, port, user, password, home, certificate };
  const task: Task = { subject, cell, operations, local, ...account };
  try {
    prepareLocal(task);
    const program = programs.get(subject);
    // For some time after the end of a session its master sleeps, and lets nobody in.
    const isTimed = program !== undefined || cell === 'cold';
    if (name === 'proftpd' && isTimed) await pause(500);
    const sample = await (program === undefined
      ? sampleLibrary(task, link)
      : sampleProgram(program, task, link));
    await checkDisk(task, server.root);
    return sample;
  } finally {
    removeScratch(local);
    emptyUploads(path.join(server.root, 'up'));
  }
}

function emptyUploads(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    fs.rmSync(path.join(folder, name), { recursive: true });
  }
}

/** Programs log in each time: what that costs is measured with one operation, and taken off. */
function isDifference(cell: CellName, subject: Subject): boolean {
  if (isOurs(subject) || subject === 'basic-ftp') return false;
  return ['reads', 'lists', 'writes', 'stat-one', 'stat-many'].includes(cell);
}

function difference(many: Sample, one: Sample): Sample {
  const minus = (a?: number, b?: number): number | undefined =>
    a === undefined || b === undefined ? undefined : a - b;
  const rounds = minus(many.rounds, one.rounds);
  const packets = minus(many.packets, one.packets);
  return {
    ms: many.ms - one.ms,
    cpuMs: many.cpuMs - one.cpuMs,
    ...(rounds !== undefined && { rounds }),
    ...(packets !== undefined && { packets }),
  };
}
