// What only the whole listing tells: the order of day and month, the columns in which names begin,
// and whether `ls -F` put marks behind them. Each dialect is counted on its own.
import { type Dialect, type ListingLine, type NameLayout } from './listing-line.js';
import { type WrittenDate } from './written-date.js';

/** The sums over all lines of a listing. */
export interface Survey {
  dialects: Set<Dialect>;
  /** Dates that show their day by a number over 12: day-first ones count up, month-first ones down. */
  dayFirst: Map<Dialect, number>;
  isCroatian: boolean;
  unix: { count: number; leastLead: number; isYearLeft: boolean };
  files: ColumnSum;
  folders: ColumnSum;
  marks: { folders: number; others: number; missing: number; bareLinks: number };
}

/** The leftmost name, and the fewest blanks before one. */
interface ColumnSum {
  leastLead: number;
  leastColumn: number;
}

/** Takes one more line into account; all of them, before any is settled. */
export function addToSurvey(survey: Survey, line: ListingLine): void {
  survey.dialects.add(line.dialect);
  if (line.date !== undefined) countDate(survey, line.dialect, line.date);
  if (line.layout !== undefined) countLayout(survey, line.layout, line.entry.name);
  if (line.mark !== undefined) countMark(survey, line.mark, line.entry.name);
}

/** The survey of no line. */
export function emptySurvey(): Survey {
  return {
    dialects: new Set(),
    dayFirst: new Map(),
    isCroatian: false,
    unix: { count: 0, leastLead: Infinity, isYearLeft: true },
    files: { leastLead: Infinity, leastColumn: Infinity },
    folders: { leastLead: Infinity, leastColumn: Infinity },
    marks: { folders: 0, others: 0, missing: 0, bareLinks: 0 },
  };
}

function countDate(survey: Survey, dialect: Dialect, date: WrittenDate): void {
  if (date.word?.isCroatian === true) survey.isCroatian = true;
  if (date.proves === undefined) return;
  const step = date.proves === 'day-first' ? 1 : -1;
  survey.dayFirst.set(dialect, (survey.dayFirst.get(dialect) ?? 0) + step);
}

function countLayout(survey: Survey, { kind, lead, column }: NameLayout, name: string): void {
  switch (kind) {
    case 'left-year':
      // Where one such name begins at once, the server pads nothing behind its years.
      if (lead === 0) survey.unix.isYearLeft = false;
      return;
    case 'one-blank':
      if (name !== '') countLead(survey.unix, lead);
      return;
    case 'dos-file':
      countColumn(survey.files, lead, column);
      return;
    case 'dos-folder':
      countColumn(survey.folders, lead, column);
      return;
  }
}

function countLead(unix: Survey['unix'], lead: number): void {
  unix.count += 1;
  unix.leastLead = Math.min(unix.leastLead, lead);
}

function countColumn(sum: ColumnSum, lead: number, column: number): void {
  sum.leastLead = Math.min(sum.leastLead, lead);
  sum.leastColumn = Math.min(sum.leastColumn, column);
}

function countMark({ marks }: Survey, mark: string, name: string): void {
  // GNU's ls marks the target in the place of the link.
  if (mark === '@') marks.bareLinks += name.endsWith(mark) ? 0 : 1;
  else if (!name.endsWith(mark)) marks.missing += 1;
  else if (mark === '/') marks.folders += 1;
  else marks.others += 1;
}

/** Whether the whole listing carries this mark of `ls -F`: then it is no part of the names. */
export function hasMarks({ marks }: Survey, mark: string): boolean {
  if (mark === '@' && marks.bareLinks > 0) return false;
  return marks.missing === 0 && (marks.folders > 0 || marks.others > 1);
}
