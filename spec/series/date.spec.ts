import { describe, expect, it } from "vitest";
import { dateIn } from "../../src/series/date.ts";

describe("dateIn", () => {
  it.each([
    ["1970", 0],
    ["1970-02", 31 * 86_400_000],
    ["1970-01-02", 86_400_000],
    ["1970-01-01T00:01", 60_000],
    ["1970-01-01 00:00:01.5", 1500],
    ["1970-01-01T01:00:00Z", 3_600_000],
    ["1970-01-01T01:00:00+01:00", 0],
  ])("reads %s", (text, milliseconds) => {
    expect(dateIn(text)).toBe(milliseconds);
  });

  it.each(["", "Jan 1 2000", "1/2/2000", "20000101", "2000-13-01", "2000-01-01T25:00", "99"])(
    "finds none in %j",
    (text) => {
      expect(dateIn(text)).toBeUndefined();
    },
  );
});
