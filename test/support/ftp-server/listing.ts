import { type StoreEntry } from './file-store.js';
import { type ListedEntry } from './options.js';
import { formatTime } from './wire-text.js';

/** The facts of MLSD, in the order in which they are sent. */
export const allFacts = ['type', 'size', 'modify', 'perm', 'UNIX.mode', 'unique'] as const;

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const halfYearMs = 180 * 24 * 3600 * 1000;

/** Lines as `ls -l` writes them: a time where it is recent, a year where it is not. */
export function unixListing(entries: readonly ListedEntry[]): string {
  return entries.map((entry) => `${unixLine(entry)}\r\n`).join('');
}

/** Lines as `dir` writes them, which is what IIS sends. */
export function dosListing(entries: readonly ListedEntry[]): string {
  return entries.map((entry) => `${dosLine(entry)}\r\n`).join('');
}

/** The facts of one entry, for MLSD and MLST; without the name. */
export function factsOf(entry: StoreEntry, wanted: readonly string[], readonly: boolean): string {
  const facts: Record<(typeof allFacts)[number], string> = {
    type: typeFact(entry),
    size: entry.kind === 'file' ? String(entry.size) : '',
    modify: formatTime(entry.modified),
    perm: permissions(entry, readonly),
    'UNIX.mode': `0${(entry.mode & 0o7777).toString(8).padStart(3, '0')}`,
    unique: entry.unique,
  };
  return allFacts
    .filter((fact) => wanted.includes(fact.toLowerCase()) && facts[fact] !== '')
    .map((fact) => `${fact}=${facts[fact]};`)
    .join('');
}

function typeFact({ kind, name, target = '' }: StoreEntry): string {
  if (kind === 'link') return `OS.unix=slink:${target}`;
  if (kind === 'file') return 'file';
  if (name === '.') return 'cdir';
  return name === '..' ? 'pdir' : 'dir';
}

/** RFC 3659, section 7.5.5, by the mode bits of the owner. */
function permissions({ kind, mode }: StoreEntry, readonly: boolean): string {
  const mayWrite = !readonly && (mode & 0o200) !== 0;
  if (kind === 'directory') return mayWrite ? 'flcdmpe' : 'el';
  return mayWrite ? 'adfrw' : 'r';
}

function unixLine(entry: ListedEntry): string {
  const links = entry.kind === 'directory' ? '2' : '1';
  const owner = 'ftp      ftp     ';
  const size = String(entry.size).padStart(12);
  const arrow = entry.target === undefined ? '' : ` -> ${entry.target}`;
  return `${modeText(entry)}   ${links} ${owner}${size} ${unixDate(entry)} ${entry.name}${arrow}`;
}

function modeText({ kind, mode }: StoreEntry): string {
  const letters = Array.from('rwxrwxrwx', (letter, index) =>
    (mode & (0o400 >> index)) === 0 ? '-' : letter,
  );
  const types = { file: '-', directory: 'd', link: 'l' };
  return types[kind] + letters.join('');
}

function unixDate({ modified, now, utcOffsetMinutes }: ListedEntry): string {
  const date = localDate(modified, utcOffsetMinutes);
  const day = `${months[date.getUTCMonth()] ?? ''} ${String(date.getUTCDate()).padStart(2)}`;
  const isRecent = modified <= now && modified > now - halfYearMs;
  if (!isRecent) return `${day}  ${String(date.getUTCFullYear())}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

function dosLine(entry: ListedEntry): string {
  const date = localDate(entry.modified, entry.utcOffsetMinutes);
  const day = `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}-${two(date.getUTCFullYear() % 100)}`;
  const hours = date.getUTCHours();
  const half = hours < 12 ? 'AM' : 'PM';
  const time = `${two(hours % 12 === 0 ? 12 : hours % 12)}:${two(date.getUTCMinutes())}${half}`;
  const size =
    entry.kind === 'directory' ? '       <DIR>         ' : String(entry.size).padStart(20);
  return `${day}  ${time} ${size} ${entry.name}`;
}

function localDate(epochMs: number, utcOffsetMinutes: number): Date {
  return new Date(epochMs + utcOffsetMinutes * 60_000);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
