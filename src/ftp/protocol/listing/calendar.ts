const DAY_MS = 86_400_000;

const monthDays: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Epoch ms of a day's beginning in UTC; undefined where the (Gregorian) calendar has no such day. */
export function tryDayToEpoch(year: number, month: number, day: number): number | undefined {
  const days = monthDays[month - 1];
  if (days === undefined || day < 1 || day > (month === 2 && isLeap(year) ? 29 : days)) {
    return undefined;
  }
  // Years that begin in March put the leap day last, so that each month begins at a fixed day.
  const from = month > 2 ? year : year - 1;
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400);
  return (from * 365 + leapDays + inYear - daysToEpoch) * DAY_MS;
}

/** From the first of March of the year 0 to the first of January 1970. */
const daysToEpoch = 719_468;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
