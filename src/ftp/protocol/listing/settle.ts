// Turns lines that were read one by one into entries, with what the whole listing tells.
import { type RemoteEntry } from '../../../base/remote-entry.js';
import { isLegalName, lastSegment, withoutEndSlashes } from './entry-name.js';
import { type ListingLine } from './listing-line.js';
import { hasMarks, type Survey } from './survey.js';
import { type ListingClock, toEpoch, type WrittenDate } from './written-date.js';

/** Settles at once what no other line can change: a long listing is kept in as little as it needs. */
export function settleEarly(line: ListingLine, clock: ListingClock): ListingLine {
  const { dialect, entry, date, layout, mark, unique } = line;
  const open: ListingLine = { dialect, entry };
  if (date !== undefined && isOpenDate(date)) open.date = date;
  else if (date !== undefined) addModified(entry, date, clock);
  if (layout !== undefined && layout.lead > 0) open.layout = layout;
  if (mark !== undefined && entry.name.endsWith(mark)) open.mark = mark;
  if (unique !== undefined) open.unique = unique;
  return open;
}

/** Only the other lines tell which of two days, or of two months, is meant. */
const isOpenDate = ({ isOpen, word }: WrittenDate): boolean =>
  isOpen === true || word?.croatian !== undefined;

/** The entries of the lines, in their order; of two with one name the first. */
export function settleLines(
  lines: readonly ListingLine[],
  survey: Survey,
  clock: ListingClock,
): { entries: RemoteEntry[]; repeated: string[] } {
  const entries = new Map<string, RemoteEntry>();
  const repeated: string[] = [];
  addTargets(lines);
  for (const line of lines) {
    const entry = settleLine(line, survey, clock);
    if (!isLegalName(entry.name)) continue;
    if (entries.has(entry.name)) repeated.push(entry.name);
    else entries.set(entry.name, entry);
  }
  return { entries: [...entries.values()], repeated };
}

/** Some servers list the target of an MLSD link too, under its path: both have one `unique` fact. */
function addTargets(lines: readonly ListingLine[]): void {
  const links = lines.filter(({ entry, unique }) => unique !== undefined && isOpenLink(entry));
  if (links.length === 0) return;
  const targets = new Map<string, string>();
  for (const { entry, unique } of lines) {
    if (unique !== undefined && entry.type !== 'symlink') targets.set(unique, entry.name);
  }
  for (const { entry, unique } of links) {
    const target = targets.get(unique ?? '');
    if (target !== undefined) entry.target = target;
  }
}

function isOpenLink(entry: RemoteEntry): boolean {
  return entry.type === 'symlink' && entry.target === undefined;
}

function settleLine(line: ListingLine, survey: Survey, clock: ListingClock): RemoteEntry {
  const { entry, date } = line;
  if (line.dialect === 'facts') {
    if (entry.type === 'directory') entry.name = withoutEndSlashes(entry.name);
    return entry;
  }
  entry.name = settleName(line, survey);
  if (date === undefined) return entry;
  addModified(entry, settleDate(line, date, survey), clock);
  return entry;
}

function addModified(entry: RemoteEntry, date: WrittenDate, clock: ListingClock): void {
  const modified = toEpoch(date, clock);
  if (modified !== undefined) entry.modified = modified;
}

function settleDate({ dialect }: ListingLine, date: WrittenDate, survey: Survey): WrittenDate {
  if (date.isOpen === true) {
    const dayFirst = survey.dayFirst.get(dialect) ?? 0;
    const isTurned = date.readAs === 'day-first' ? dayFirst < 0 : dayFirst > 0;
    return isTurned ? { ...date, month: date.day, day: date.month } : date;
  }
  const croatian = survey.isCroatian ? date.word?.croatian : undefined;
  return croatian === undefined ? date : { ...date, month: croatian };
}

function settleName(line: ListingLine, survey: Survey): string {
  if (line.dialect === 'bare') return isMlsd(survey) ? line.entry.name : '';
  const whole = line.entry.name.slice(foreignBlanks(line, survey));
  const { mark } = line;
  const isMarked = mark !== undefined && whole.endsWith(mark) && hasMarks(survey, mark);
  const plain = isMarked ? whole.slice(0, -mark.length) : whole;
  return withoutPath(plain, line.entry);
}

/** A line of MLSD without any fact is just a name; elsewhere it is somebody's remark. */
function isMlsd({ dialects }: Survey): boolean {
  const others = [...dialects].some((dialect) => dialect !== 'facts' && dialect !== 'bare');
  return dialects.has('facts') && !others;
}

/** How many of the blanks before a name are the server's padding. */
function foreignBlanks({ layout }: ListingLine, survey: Survey): number {
  if (layout === undefined) return 0;
  const { lead, column, kind } = layout;
  switch (kind) {
    case 'left-year':
      return Math.min(lead, survey.unix.isYearLeft ? 1 : paddingOf(survey));
    case 'one-blank':
      return paddingOf(survey);
    case 'dos-file':
    case 'dos-folder': {
      const sum = kind === 'dos-file' ? survey.files : survey.folders;
      return lead - Math.min(lead - sum.leastLead, column - sum.leastColumn);
    }
  }
}

/** Several names that all begin with a blank are padded; one or two may really begin so. */
function paddingOf({ unix }: Survey): number {
  return unix.count > 2 ? unix.leastLead : 0;
}

/** Some servers echo the path they list, or end directories with a slash; any other slash is illegal. */
function withoutPath(name: string, { type }: RemoteEntry): string {
  if (!name.includes('/')) return name;
  if (name.endsWith('/') && type === 'file') return name;
  if (name.startsWith('/') || name.startsWith('./')) return lastSegment(name);
  return withoutEndSlashes(name);
}
