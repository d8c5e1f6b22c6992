// MLSD and MLST lines (RFC 3659 section 7): `fact=value;fact=value; name`. The facts end at the first
// blank, and everything behind it is the name, blanks and all.
import { type EntryType, type RemoteEntry } from '../../../base/remote-entry.js';
import { isLegalName, lastSegment } from './entry-name.js';
import { type ListingLine } from './listing-line.js';
import { parseTimeVal } from './time-val.js';

/** The facts of one line, names in lower case, and the name behind them. */
export interface FactsLine {
  facts: ReadonlyMap<string, string>;
  name: string;
}

/** Cuts `fact=value;… name` apart; undefined where the line has no such shape. */
export function parseFacts(line: string): FactsLine | undefined {
  const end = endOfFacts(line);
  if (end === -1) return undefined;
  const facts = readFacts(line.slice(0, end));
  return facts === undefined ? undefined : { facts, name: line.slice(end + 1) };
}

/** The entry of one MLSD line; undefined for the directory itself, its parent, and what is no entry. */
export function parseMlsdLine(line: string): RemoteEntry | undefined {
  const parsed = parseFacts(withoutLineEnd(line));
  if (parsed === undefined || isSelfOrParent(parsed.facts)) return undefined;
  return isLegalName(parsed.name) ? toEntry(parsed.facts, parsed.name) : undefined;
}

/** The entry in the facts line of a reply to MLST, which may name it by its whole path. */
export function parseMlst(line: string): RemoteEntry | undefined {
  const text = withoutLineEnd(line);
  // RFC 3659 section 7.2: one blank stands before the facts; some servers leave it out, or put more.
  const parsed = parseFacts(text.replace(/^ +/, ''));
  if (parsed === undefined || parsed.facts.size === 0) return undefined;
  const name = parsed.name.includes('/') ? lastSegment(parsed.name) : parsed.name;
  // The root has no name of its own, and a server may call what was asked for ".".
  const isNamed = isLegalName(name);
  if (!isNamed && parsed.facts.get('type') === undefined) return undefined;
  return toEntry(parsed.facts, isNamed ? name : parsed.name);
}

/** Reads an MLSD line among the lines of any listing. */
export function readFactsLine(line: string): ListingLine | undefined {
  const parsed = parseFacts(line);
  if (parsed === undefined || !hasKnownFact(parsed.facts)) return undefined;
  if (isSelfOrParent(parsed.facts))
    return { dialect: 'facts', entry: { name: '', type: 'directory' } };
  const read: ListingLine = { dialect: 'facts', entry: toEntry(parsed.facts, parsed.name) };
  const unique = parsed.facts.get('unique');
  if (unique !== undefined) read.unique = unique;
  return read;
}

function withoutLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charAt(end - 1) === '\r' || line.charAt(end - 1) === '\n')) end -= 1;
  return line.slice(0, end);
}

/** Where the separator stands: the first blank or, from servers that ignore the RFC, a tab. */
function endOfFacts(line: string): number {
  const blank = line.indexOf(' ');
  const tab = line.indexOf('\t');
  if (blank === -1 && tab === -1) return -1;
  return mendFacts(line, blank === -1 || (tab !== -1 && tab < blank) ? tab : blank);
}

/** A value that holds a blank although it must not: an owner ("Domain Users") or the target of a link. */
const brokenValue = /(?:^|;)(?:unix\.(?:owner|group)(?:name)?=|type=os\.unix=slink:)[^;]*$/i;
const restOfFacts = /^[^;/]*;(?:[\w.-]+=[^; ]*;)*[ \t]/;

function mendFacts(line: string, end: number): number {
  if (end === 0 || line.charAt(end - 1) === ';') return end;
  if (!brokenValue.test(line.slice(0, end))) return end;
  const rest = restOfFacts.exec(line.slice(end + 1));
  return rest === null ? end : end + rest[0].length;
}

function readFacts(text: string): Map<string, string> | undefined {
  if (!text.includes('=')) return text === '' || /^;+$/.test(text) ? new Map() : undefined;
  const facts = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals < 1) return undefined;
    facts.set(lowerCase(part.slice(0, equals)), part.slice(equals + 1));
  }
  return facts;
}

/** Servers name few facts, each on every line. */
const lowered = new Map<string, string>();
const mostLowered = 1_000;

function lowerCase(name: string): string {
  const known = lowered.get(name);
  if (known !== undefined) return known;
  if (lowered.size >= mostLowered) lowered.clear();
  const lower = name.toLowerCase();
  lowered.set(name, lower);
  return lower;
}

/** RFC 3659 section 7.5, and the names that UNIX and Windows servers add. */
const knownFact =
  /^(?:type|size|sizd|modify|create|unique|perm|lang|media-type|charset|unix\..+|win32\..+|x\..+)$/;

function hasKnownFact(facts: ReadonlyMap<string, string>): boolean {
  if (facts.has('type')) return true;
  for (const name of facts.keys()) if (knownFact.test(name)) return true;
  return false;
}

function isSelfOrParent(facts: ReadonlyMap<string, string>): boolean {
  const type = facts.get('type')?.toLowerCase();
  return type === 'cdir' || type === 'pdir';
}

function toEntry(facts: ReadonlyMap<string, string>, name: string): RemoteEntry {
  const told = facts.get('type') ?? '';
  const entry: RemoteEntry = { name, type: toType(told.toLowerCase()) };
  addTarget(entry, told);
  const size = toSize(
    facts.get('size') ?? (entry.type === 'directory' ? facts.get('sizd') : undefined),
  );
  if (size !== undefined) entry.size = size;
  addTime(entry, facts.get('modify'));
  addRights(entry, facts);
  return entry;
}

function toType(told: string): EntryType {
  switch (told) {
    case 'file':
      return 'file';
    case 'dir':
    case 'cdir':
    case 'pdir':
      return 'directory';
    default:
      return linkType.test(told) ? 'symlink' : 'unknown';
  }
}

const linkType = /^(?:os\.unix=)?(?:slink|symlink|link)(?::|$)/;

function addTarget(entry: RemoteEntry, told: string): void {
  if (entry.type !== 'symlink') return;
  const target = told.slice(told.indexOf(':') + 1);
  if (told.includes(':') && target !== '') entry.target = target;
}

/** A size in bytes; undefined where it is none or more than a number can hold exactly. */
export function toSize(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : undefined;
}

function addTime(entry: RemoteEntry, modify: string | undefined): void {
  const modified = modify === undefined ? undefined : parseTimeVal(modify);
  if (modified === undefined) return;
  entry.modified = modified;
  entry.modifiedExact = true;
}

function addRights(entry: RemoteEntry, facts: ReadonlyMap<string, string>): void {
  const perm = facts.get('perm');
  if (perm !== undefined) entry.perm = perm.toLowerCase();
  const mode = facts.get('unix.mode');
  if (mode !== undefined && /^[0-7]{1,7}$/.test(mode)) entry.mode = parseInt(mode, 8) & 0o7777;
  const owner = firstOf(facts, ownerFacts);
  if (owner !== undefined) entry.owner = owner;
  const group = firstOf(facts, groupFacts);
  if (group !== undefined) entry.group = group;
}

// A name says more than a number.
const ownerFacts = ['unix.ownername', 'unix.owner', 'unix.uid'];
const groupFacts = ['unix.groupname', 'unix.group', 'unix.gid'];

function firstOf(facts: ReadonlyMap<string, string>, names: string[]): string | undefined {
  for (const name of names) {
    const value = facts.get(name);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
