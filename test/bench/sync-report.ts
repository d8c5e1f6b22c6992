// The report of the suite "sync" as Markdown. Pure.
import { type ServerName } from '../support/servers/recipe.js';
import { type SyncCell, syncSessions } from './cells.js';
import { toTable } from './report.js';
import { medianOf, summarize, toText } from './statistics.js';
import { type SyncSubject } from './sync-sample.js';
import { type Sample } from './task.js';

/** What came of one subject in one row at one server. */
export interface SyncMeasurement {
  readonly server: ServerName;
  readonly rttMs: number;
  readonly subject: SyncSubject;
  readonly cell: SyncCell;
  readonly samples: Sample[];
  readonly errors: string[];
}

export interface SyncCircumstance {
  readonly files: number;
  /** What planning very many files took. */
  readonly plans: readonly string[];
  readonly notes: readonly string[];
  readonly missing: readonly string[];
}

const rowTitles: Readonly<Record<SyncCell, string>> = {
  'sync-first': 'first sync',
  'sync-again': 'nothing to do',
};
const subjectTitles: Readonly<Record<SyncSubject, string>> = {
  'pool-4': 'ours',
  lftp: 'lftp mirror -R',
  'lftp-temporary': 'lftp, temporary names',
};

/** What was measured, in words and tables. */
export function toSyncReport(all: readonly SyncMeasurement[], told: SyncCircumstance): string {
  const parts = ['# The sync beside lftp', notesOf(told)];
  if (all.length > 0) parts.push('## Syncs', table(all, told.files));
  const errors = all.flatMap(({ server, rttMs, subject, errors: own }) =>
    [...new Set(own)].map(
      (error) =>
        `- ${server} ${String(rttMs)} ms, ${subjectTitles[subject]}: ${error.replaceAll('\n', ' ')}`,
    ),
  );
  if (errors.length > 0) parts.push('## Errors', [...new Set(errors)].join('\n'));
  if (told.plans.length > 0) {
    parts.push('## A plan of a million files', told.plans.map((line) => `- ${line}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function notesOf({ files, notes, missing }: SyncCircumstance): string {
  const sessions = String(syncSessions);
  const lines = [
    `${String(files)} files of 4 KB, twenty in a folder, uploaded to an empty folder; then the same once more, when nothing has changed.`,
    `Each has ${sessions} sessions: lftp by --parallel=${sessions}, ours by the connection's profile. Ours is one process that connects when the clock runs; lftp is a whole process.`,
    'Ours writes each file under a temporary name, confirms its size and renames it, keeps a journal that survives a crash, and a list of what it changed for undoing it. lftp writes to the names themselves, without looking at what it wrote; "temporary names" is lftp told to rename each file, too (xfer:use-temp-file), measured without delay only.',
    'A figure is the median. When the clock had stopped every file on the server was compared with its content, and after the second sync none had been touched.',
    '"on the wire" is round trips that one packet after another had to wait for, for each file; the sessions wait side by side.',
    ...notes,
    ...missing.map((what) => `**Missing:** ${what}`),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

function table(all: readonly SyncMeasurement[], files: number): string {
  const head = ['row', 'server', 'RTT ms', 'who', 'seconds', 'least to most', 'n'];
  const rows = all
    .toSorted((one, other) => placeOf(one).localeCompare(placeOf(other)))
    .map((measurement) => row(measurement, all, files));
  return toTable([...head, 'on the wire', 'CPU s', 'memory MB', 'x lftp'], rows);
}

const subjectOrder: readonly SyncSubject[] = ['pool-4', 'lftp', 'lftp-temporary'];

function placeOf({ cell, server, rttMs, subject }: SyncMeasurement): string {
  const order = [cell === 'sync-first' ? 0 : 1, server, rttMs, subjectOrder.indexOf(subject)];
  return order.map((one) => String(one).padStart(12)).join();
}

function row(...args: [SyncMeasurement, readonly SyncMeasurement[], number]): string[] {
  const [measurement, all, files] = args;
  const { cell, server, rttMs, subject, samples, errors } = measurement;
  const seconds = summarize(samples.map(({ ms }) => ms / 1000));
  const start = [rowTitles[cell], server, String(rttMs), subjectTitles[subject]];
  if (seconds === undefined) return [...start, errors.length > 0 ? '**error**' : '-'];
  const rounds = medianOf(samples.flatMap((sample) => sample.rounds ?? []));
  return [
    ...start,
    toText(seconds.median),
    `${toText(seconds.least)} to ${toText(seconds.most)}`,
    errors.length === 0 ? String(seconds.count) : `${String(seconds.count)} (**and errors**)`,
    rounds === undefined ? '' : toText(rounds / files),
    toText((medianOf(samples.map(({ cpuMs }) => cpuMs)) ?? 0) / 1000),
    toText(medianOf(samples.flatMap(({ peakMb }) => peakMb ?? [])) ?? 0),
    beside(measurement, all),
  ];
}

function beside(own: SyncMeasurement, all: readonly SyncMeasurement[]): string {
  const lftp = all.find(
    (one) =>
      one.subject === 'lftp' &&
      one.cell === own.cell &&
      one.server === own.server &&
      one.rttMs === own.rttMs,
  );
  const [ours, theirs] = [own, lftp].map((one) => medianOf(one?.samples.map(({ ms }) => ms) ?? []));
  if (own.subject !== 'pool-4' || ours === undefined || theirs === undefined) return '';
  return toText(ours / theirs);
}
