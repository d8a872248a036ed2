import { describe, expect, it } from "vitest";
import { dateIn, isImpossibleDate } from "../../src/series/date.ts";

describe("dateIn", () => {
  it.each([
    ["1970", 0],
    ["1970-02", 31 * 86_400_000],
    ["1970-01-02", 86_400_000],
    ["1970-01-01T00:01", 60_000],
    ["1970-01-01 00:00:01.5", 1500],
    ["1970-01-01T01:00:00Z", 3_600_000],
    ["1970-01-01T01:00:00+01:00", 0],
    ["2000-02-29", Date.UTC(2000, 1, 29)],
    ["0096-02-29", Date.parse("0096-02-29")],
  ])("reads %s", (text, milliseconds) => {
    expect(dateIn(text)).toBe(milliseconds);
  });

  it.each(["", "Jan 1 2000", "1/2/2000", "20000101", "2000-13-01", "2000-01-01T25:00", "99"])(
    "finds none in %j",
    (text) => {
      expect(dateIn(text)).toBeUndefined();
    },
  );

  it.each([
    ...["2020-02-30", "2019-02-29", "1900-02-29", "2020-04-31", "2020-02-00", "2020-00-01"],
    ...["2020-13-01", "2020-02-30T12:00", "2020-01-01T25:00"],
  ])("finds none in %j, and that there cannot be one", (text) => {
    expect(dateIn(text)).toBeUndefined();
    expect(isImpossibleDate(text)).toBe(true);
  });

  // The last is a season, not a month.
  it.each(["2020-02-28", "2000", "later", "1999-00"])("%j is not impossible", (text) => {
    expect(isImpossibleDate(text)).toBe(false);
  });
});
