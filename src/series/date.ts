/** Dates of ISO 8601, as far as they stand in tables. */

const ISO = /^\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * Milliseconds since 1970 of a year, a month, a day or a time of day; one without a zone is taken to
 * be in UTC, so that no machine's own zone matters. Undefined for any other text.
 */
export function dateIn(text: string): number | undefined {
  const [whole, , , time, , , zone] = text.match(ISO) ?? [];
  if (whole === undefined) return undefined;
  const standard = text.replace(" ", "T");
  const milliseconds = Date.parse(
    time !== undefined && zone === undefined ? `${standard}Z` : standard,
  );
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
