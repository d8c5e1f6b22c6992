import fs from 'node:fs';
import path from 'node:path';

const channelFile = 'FTP Traffic.log';

/** The log file of the channel FTP Traffic in the newest window below `folder`, if there is one. */
export function trafficFile(folder: string): string | undefined {
  if (!fs.existsSync(folder)) return undefined;
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => path.basename(name) === channelFile);
  const times = found.map((name) => ({
    file: path.join(folder, name),
    at: fs.statSync(path.join(folder, name)).mtimeMs,
  }));
  return times.sort((a, b) => b.at - a.at)[0]?.file;
}

/** Reads what is new in the traffic of the windows below a folder. */
export class Traffic {
  readonly #folder: string;
  readonly #read = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The lines that came since the last call. */
  news(): string[] {
    const file = trafficFile(this.#folder);
    if (file === undefined) return [];
    const text = fs.readFileSync(file, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    const fresh = text.slice(this.#read.get(file) ?? 0, end);
    this.#read.set(file, end);
    return fresh.split('\n').filter((line) => line !== '');
  }
}

/**
 * Round trips in a piece of traffic: each group of commands that goes out before a reply comes, and
 * each data connection that is dialled.
 */
export function roundTrips(lines: readonly string[]): number {
  let trips = 0;
  const waiting = new Set<string>();
  for (const line of lines) {
    const session = /(\[[^\]]+\] #\d+) (.*)$/.exec(line);
    if (session === null) continue;
    const [, name = '', what = ''] = session;
    if (what.startsWith('⇄')) trips += 1;
    else if (what.startsWith('←')) waiting.delete(name);
    else if (what.startsWith('→') && !waiting.has(name)) {
      trips += 1;
      waiting.add(name);
    }
  }
  return trips;
}
