// The report as Markdown. Pure.
import { type ServerName } from '../support/servers/recipe.js';
import { cells, isOurs, type Security, type Subject } from './cells.js';
import { bestPeer, besideBest, cpuMsEach, figureFor, roundsEach, rttEach } from './figures.js';
import { type Measurement } from './run-job.js';
import { medianOf, summarize, toText } from './statistics.js';
import { reasonOf } from './shortfalls.js';
import { isMet, type Measure, type Target, targetsOf } from './targets.js';

/** What is told besides the figures. */
export interface Circumstance {
  readonly title: string;
  /** How the delay was made. */
  readonly network: string;
  /** Versions, processors and the like. */
  readonly notes: readonly string[];
  /** Peers and servers that could not be had, with the reason. */
  readonly missing: readonly string[];
}

const subjectTitles: Readonly<Record<Subject, string>> = {
  client: 'FtpClient',
  'pool-3': 'FtpPool, 3 sessions',
  'pool-4': 'FtpPool, 4 sessions',
  'basic-ftp': 'basic-ftp',
  lftp: 'lftp',
  curl: 'curl',
};

const measureTitles: Readonly<Record<Measure, string>> = {
  'rtt-each': 'RTT each',
  'rtt-all': 'RTT in all',
  'beside-lftp': 'x lftp',
  'cpu-each': 'CPU ms each',
  'grown-mb': 'MB grown',
};

export function toReport(all: readonly Measurement[], circumstance: Circumstance): string {
  const parts = [
    `# ${circumstance.title}`,
    ...howItWasMeasured(circumstance),
    '## Targets',
    targetTable(all),
    ...shortPart(all),
    ...errorPart(all),
  ];
  for (const [server, security] of places(all)) {
    parts.push(`## ${server}, ${security}`, placeTable(all, server, security));
  }
  return `${parts.join('\n\n')}\n`;
}

function howItWasMeasured({ network, notes, missing }: Circumstance): string[] {
  const lines = [
    `The delay: ${network}.`,
    'A figure is the median of n samples; every sample was checked for its content or its names, and one that failed is an error below, never a figure.',
    'Each row had a server of its own, and its subjects took turns. Rows with a delay ran side by side on links of their own.',
    'Ours and basic-ftp are measured inside a fresh process, warm rows after a warm-up. lftp and curl are whole processes with start, login and QUIT; for reads, lists, writes and stats what one operation costs in that way is taken off.',
    '"RTT each" is (time with the delay − time without) / delay / operations; where nothing was measured without delay, the whole time counts. "on the wire" is counted by the link: round trips that one packet after another had to wait for.',
    'Processor time is that of the client alone. basic-ftp has four clients in the rows with four sessions.',
    ...notes,
    ...missing.map((what) => `**Missing:** ${what}`),
  ];
  return [lines.map((line) => `- ${line}`).join('\n')];
}

interface Aim {
  readonly measurement: Measurement;
  readonly target: Target;
  readonly figure: number | undefined;
}

/** Every target with what was reached: round trips where there is a delay, the rest without one. */
function aimsOf(all: readonly Measurement[]): Aim[] {
  return all.flatMap((measurement) =>
    targetsOf(measurement)
      .filter(({ measure }) => measure.startsWith('rtt') === measurement.rttMs > 0)
      .map((target) => ({ measurement, target, figure: figureFor(target, measurement, all) })),
  );
}

function targetTable(all: readonly Measurement[]): string {
  const rows = aimsOf(all).map(({ measurement, target, figure }) => [
    measurement.server,
    measurement.security,
    titleOf(measurement),
    subjectTitles[measurement.subject],
    String(measurement.rttMs),
    measureTitles[target.measure],
    figure === undefined ? '-' : toText(figure),
    wireText(measurement, target.measure === 'rtt-all'),
    String(target.atMost),
    figure === undefined ? 'no figure' : isMet(figure, target) ? 'yes' : '**no**',
    besideText(measurement, all),
  ]);
  const head = [
    'server',
    'security',
    'row',
    'ours',
    'RTT ms',
    'counted in',
    'figure',
    'on the wire',
  ];
  return toTable([...head, 'at most', 'met', 'x best peer'], rows);
}

/** What fell short, each with its figure and the reason. */
function shortPart(all: readonly Measurement[]): string[] {
  const lines = aimsOf(all).flatMap(({ measurement, target, figure }) => {
    if (figure === undefined || isMet(figure, target)) return [];
    const onTheWire = target.measure.startsWith('rtt')
      ? wireRounds(measurement, target.measure === 'rtt-all')
      : undefined;
    const { server, security, rttMs, subject } = measurement;
    const place = `${server} ${security} ${String(rttMs)} ms, ${titleOf(measurement)}, ${subjectTitles[subject]}`;
    const counted = `${toText(figure)} ${measureTitles[target.measure]} instead of ${String(target.atMost)}`;
    return [`- ${place}: ${counted}: ${reasonOf({ ...measurement, target, onTheWire })}.`];
  });
  return lines.length === 0 ? [] : ['## Short of the target', lines.join('\n')];
}

function wireText(measurement: Measurement, isInAll: boolean): string {
  const rounds = wireRounds(measurement, isInAll);
  return rounds === undefined ? '' : toText(rounds);
}

function wireRounds(measurement: Measurement, isInAll: boolean): number | undefined {
  const rounds = roundsEach(measurement);
  return rounds !== undefined && isInAll ? rounds * measurement.operations : rounds;
}

function besideText(measurement: Measurement, all: readonly Measurement[]): string {
  const ratio = besideBest(measurement, all);
  const best = bestPeer(measurement, all);
  return ratio === undefined || best === undefined ? '' : `${toText(ratio)} (${best.subject})`;
}

function errorPart(all: readonly Measurement[]): string[] {
  const lines = all.flatMap((measurement) =>
    [...new Set(measurement.errors)].map(
      (error) =>
        `- ${measurement.server} ${measurement.security} ${String(measurement.rttMs)} ms, ` +
        `${titleOf(measurement)}, ${subjectTitles[measurement.subject]}: ${error.replaceAll('\n', ' ')}`,
    ),
  );
  return lines.length === 0 ? [] : ['## Errors', lines.join('\n')];
}

function places(all: readonly Measurement[]): [ServerName, Security][] {
  const keys = new Set(all.map(({ server, security }) => `${server} ${security}`));
  return [...keys].map((key) => key.split(' ') as [ServerName, Security]);
}

function placeTable(all: readonly Measurement[], server: ServerName, security: Security): string {
  const here = all.filter((one) => one.server === server && one.security === security);
  const rows: string[][] = [];
  for (const { name } of cells) {
    const ofCell = here.filter(({ cell }) => cell === name);
    for (const measurement of ofCell.toSorted((a, b) => a.rttMs - b.rttMs)) {
      rows.push(placeRow(measurement, all));
    }
  }
  const head = ['row', 'who', 'RTT ms', 'operations', 'seconds', 'least to most', 'n', 'RTT each'];
  return toTable([...head, 'on the wire', 'CPU ms each', 'memory MB', 'x best peer'], rows);
}

function placeRow(measurement: Measurement, all: readonly Measurement[]): string[] {
  const { rttMs, operations, samples, subject, errors } = measurement;
  const seconds = summarize(samples.map(({ ms }) => ms / 1000));
  const start = [titleOf(measurement), subjectTitles[subject], String(rttMs), String(operations)];
  if (seconds === undefined) return [...start, errors.length > 0 ? '**error**' : '-'];
  const each = rttEach(measurement, all);
  const ratio = isOurs(subject) ? besideText(measurement, all) : '';
  return [
    ...start,
    toText(seconds.median),
    `${toText(seconds.least)} to ${toText(seconds.most)}`,
    errors.length === 0 ? String(seconds.count) : `${String(seconds.count)} (**and errors**)`,
    each === undefined ? '' : toText(each),
    wireText(measurement, false),
    toText(cpuMsEach(measurement) ?? 0),
    memoryText(measurement),
    ratio,
  ];
}

function memoryText({ samples }: Measurement): string {
  const peak = medianOf(samples.flatMap(({ peakMb }) => peakMb ?? []));
  const grown = medianOf(samples.flatMap(({ grownMb }) => grownMb ?? []));
  if (peak === undefined || grown === undefined) return '';
  return `${peak.toFixed(0)} (+${grown.toFixed(0)})`;
}

function titleOf({ cell }: Measurement): string {
  return cells.find(({ name }) => name === cell)?.title ?? cell;
}

/** A Markdown table whose columns are also straight in a terminal. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(3, title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const toLine = (row: readonly string[]): string =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [toLine(head), rule, ...rows.map(toLine)].join('\n');
}
