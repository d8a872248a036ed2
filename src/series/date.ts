/** Dates of ISO 8601, as far as they stand in tables. */

const ISO = /^\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * Milliseconds since 1970 of a year, a month, a day or a time of day; one without a zone is taken to
 * be in UTC, so that no machine's own zone matters. Undefined for any other text.
 */
export function dateIn(text: string): number | undefined {
  const [whole, , day, time, , , zone] = text.match(ISO) ?? [];
  if (whole === undefined || (day !== undefined && !isInMonth(text))) return undefined;
  const standard = text.replace(" ", "T");
  const milliseconds = Date.parse(
    time !== undefined && zone === undefined ? `${standard}Z` : standard,
  );
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** Whether a text has the form of a date of ISO 8601 with its day, and there is no such day or time. */
export function isImpossibleDate(text: string): boolean {
  const [, , day] = text.match(ISO) ?? [];
  return day !== undefined && dateIn(text) === undefined;
}

/** Whether the month of a date has its day: `Date` takes February 30 for March 1. */
function isInMonth(date: string): boolean {
  const [year, month, day] = date.slice(0, 10).split("-").map(Number);
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return day <= last.getUTCDate();
}
