/** What is read from a CSV file, and what is said of one that cannot be used. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/conformance/formatError.ts";
import { toRows } from "../../src/numerics/matrix.ts";
import { readTable, type Table, type TableOptions } from "../../src/series/table.ts";
import { temporaryFolder } from "../support/cli.ts";

function written(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), "t.csv");
  writeFileSync(file, content);
  return file;
}

const read = (content: string | Uint8Array, options: Partial<TableOptions> = {}): Promise<Table> =>
  readTable(written(content), { columns: ["a"], ...options });

/** What the table is refused with, the file called FILE. */
async function refused(
  content: string | Uint8Array,
  options: Partial<TableOptions> = {},
): Promise<string> {
  const file = written(content);
  const error: unknown = await readTable(file, { columns: ["a"], ...options }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FormatError);
  return (error as FormatError).message.replaceAll(file, "FILE");
}

describe("a table", () => {
  it("has the columns asked for, in the order asked for", async () => {
    const table = await read("b,x,a\n1,?,2\n3,,4.5e1\n", { columns: ["a", "b"] });
    expect(table.columns).toEqual(["a", "b"]);
    expect(toRows(table.values)).toEqual([
      [2, 1],
      [45, 3],
    ]);
    expect(table).toMatchObject({ dates: [], filled: 0, dropped: 0 });
  });

  it.each([
    ["CRLF and empty lines", "a,b\r\n1,2\r\n\r\n  \r\n3,4\r\n \t "],
    ["a byte order mark", "\ufeffa,b\n1,2\n3,4"],
    ["old line ends", "a,b\r1,2\r3,4"],
    ["quotes and spaces", ' "a" , b\n"1", 2\n 3 ,"4"\n'],
  ])("is read through %s", async (_, content) => {
    expect(toRows((await read(content)).values)).toEqual([[1], [3]]);
  });

  it("has whatever delimiter it is said to have", async () => {
    const table = await read("a;b\n1;0,5", { delimiter: ";" });
    expect(toRows(table.values)).toEqual([[1]]);
  });

  it("has only the rows that meet all conditions", async () => {
    const content = "s,t,a\nx,1,1\ny,1,2\nx,2,?\nx,1,4\n";
    const where = [
      { column: "s", value: "x" },
      { column: "t", value: "1" },
    ];
    expect(toRows((await read(content, { where })).values)).toEqual([[1], [4]]);
  });

  it("takes missing values from the row before, or leaves their rows out, and counts them", async () => {
    const content = "d,a,b\n2000,1,2\n2001,,3\n2002,NaN,n/a\n2003,5,NULL\n";
    const columns = ["a", "b"];
    const filled = await read(content, { columns, missing: "previous", date: "d" });
    expect(toRows(filled.values)).toEqual([
      [1, 2],
      [1, 3],
      [1, 3],
      [5, 3],
    ]);
    expect(filled).toMatchObject({ filled: 4, dropped: 0 });
    const dropped = await read(content, { columns, missing: "drop", date: "d" });
    expect(toRows(dropped.values)).toEqual([[1, 2]]);
    expect(dropped).toMatchObject({ filled: 0, dropped: 3, dates: [Date.UTC(2000)] });
  });

  it("has dates where they are of ISO 8601; others are only told apart", async () => {
    const iso = await read("d,a\n2000-01-01,1\n2000-01-02,2\n", { date: "d" });
    expect(iso.dates).toEqual([Date.UTC(2000, 0, 1), Date.UTC(2000, 0, 2)]);
    const other = await read("d,a\nJan 2000,1\n2000-01-01,2\n", { date: "d" });
    expect(other.dates).toEqual([]);
  });
});

describe("what cannot be used is refused with its place", () => {
  const SEVERAL = " (of several series in one file choose one: --where COLUMN=VALUE)";

  it.each<[string, string | Uint8Array, Partial<TableOptions>, string]>([
    ["an empty file", "", {}, "FILE: expected a header, got an empty file"],
    ["a header alone", "a,b\n", {}, "FILE: expected rows below the header, got none"],
    ["no header", "1,2\n3,4\n", {}, "FILE, line 1: expected the columns' names, got only numbers"],
    ["no columns", "a,b\n1,2\n", { columns: [] }, "FILE: expected --columns to name some of a, b"],
    [
      "an unknown column",
      "date,close,volume\n",
      { columns: ["clsoe"] },
      'FILE: expected one of the columns date, close, volume, got "clsoe"; do you mean close?',
    ],
    [
      "one that is like none",
      "date,,\u001b[2J\n",
      { columns: ["temperature"] },
      'FILE: expected one of the columns date, "", "\\u001b[2J", got "temperature"',
    ],
    [
      "another delimiter",
      "a;b\n1;2\n",
      {},
      'FILE: expected one of the columns "a;b" (is --delimiter right?), got "a"',
    ],
    [
      "very many columns",
      `${Array.from({ length: 30 }, (_, n) => `c${n}`).join()}\n`,
      { columns: ["zzzzz"] },
      `FILE: expected one of the columns ${Array.from({ length: 20 }, (_, n) => `c${n}`).join(", ")}, …, got "zzzzz"`,
    ],
    [
      "a column that is there twice",
      "a,b,a\n1,2,3\n",
      {},
      'FILE, line 1: expected one column "a", got columns 1 and 3',
    ],
    ["a short row", "a,b\n1,2\n3\n", {}, "FILE, line 3: expected 2 values as in the header, got 1"],
    ["a long row", "a\n1\n3,4\n", {}, "FILE, line 3: expected 1 value as in the header, got 2"],
    [
      "a missing value",
      "b,a\n1,2\n3,\n",
      {},
      "FILE, line 3, column a: expected a number, got nothing (--missing previous takes the value before, --missing drop leaves the row out)",
    ],
    [
      "one that says so",
      "a\nNA\n",
      {},
      'FILE, line 2, column a: expected a number, got "NA" (--missing previous takes the value before, --missing drop leaves the row out)',
    ],
    [
      "one with none before",
      "a,b\n,1\n",
      { missing: "previous" },
      "FILE, line 2, column a: expected a number, got nothing, and there is no row before to take it from",
    ],
    [
      "nothing but missing values",
      "a,b\n,1\n,2\n",
      { missing: "drop" },
      "FILE: expected rows with values, got 2 that miss some",
    ],
    [
      "text",
      'a\n"1,234"\n',
      { missing: "drop" },
      'FILE, line 2, column a: expected a number, got "1,234"',
    ],
    ["infinity", "a\n-inf\n", {}, 'FILE, line 2, column a: expected a number, got "-inf"'],
    [
      "a number beyond all",
      "a\n1e999\n",
      {},
      'FILE, line 2, column a: expected a number of at most 1.8e308, got "1e999"',
    ],
    [
      "a date that there is not",
      "d,a\n2020-02-30,1\n",
      { date: "d" },
      "FILE, line 2, column d: expected a date that there is, got 2020-02-30",
    ],
    [
      "such a date after others",
      "d,a\n2020-02-29,1\n2020-02-30,1\n",
      { date: "d" },
      "FILE, line 3, column d: expected a date that there is, got 2020-02-30",
    ],
    [
      "a date that is none",
      "d,a\n2000-01-01,1\nlater,2\n",
      { date: "d" },
      'FILE, line 3, column d: expected a date like 2000-01-01, got "later"',
    ],
    [
      "dates that descend",
      "d,a\n2000-01-02,1\n2000-01-01,2\n",
      { date: "d" },
      `FILE, line 3, column d: expected a date after 2000-01-02, got 2000-01-01${SEVERAL}`,
    ],
    [
      "a date that stays",
      "d,a\n2000,1\n2000,2\n",
      { date: "d" },
      `FILE, line 3, column d: expected a date after 2000, got 2000${SEVERAL}`,
    ],
    [
      "another date that comes again",
      "d,a\nJan 1,1\nJan 2,2\nJan 1,2\n",
      { date: "d" },
      `FILE, line 4, column d: expected each date once, got "Jan 1" again${SEVERAL}`,
    ],
    [
      "a condition that no row meets",
      "s,a\nMSFT,1\nAMZN,2\n",
      { where: [{ column: "s", value: "MSTF" }] },
      "FILE: expected rows with s=MSTF, got none; s is MSFT, AMZN; do you mean MSFT?",
    ],
    [
      "one of very many values",
      `s,a\n${Array.from({ length: 30 }, (_, n) => `c${n},1`).join("\n")}`,
      { where: [{ column: "s", value: "zzzzz" }] },
      `FILE: expected rows with s=zzzzz, got none; s is ${Array.from({ length: 20 }, (_, n) => `c${n}`).join(", ")}`,
    ],
    [
      "two of them",
      "s,a\nMSFT,1\n",
      {
        where: [
          { column: "s", value: "MSFT" },
          { column: "a", value: "2" },
        ],
      },
      "FILE: expected rows with s=MSFT and a=2, got none",
    ],
    [
      "a quote that stays open",
      'a\n"1\n2\n',
      {},
      "FILE, line 3: expected a closing quote, got the end of the file",
    ],
    [
      "a quote inside a value",
      'a\n1"2\n',
      {},
      "FILE, line 2: expected quotes around a whole value, got one inside it",
    ],
    [
      "more after a quote",
      'a\n"1"2\n',
      {},
      "FILE, line 2: expected the value to end with its closing quote, got more of it",
    ],
    [
      "more after a quote and a space",
      'a\n"1" 2\n',
      {},
      "FILE, line 2: Invalid Closing Quote: found non trimable byte after quote at line 2",
    ],
    [
      "bytes that are no text",
      Uint8Array.of(0x61, 0x0a, 0xff, 0xfe, 0x0a),
      {},
      "FILE: expected text in UTF-8, got other bytes",
    ],
    [
      "what is UTF-8 by chance",
      "PK\u0003\u0004\u0000\n",
      {},
      'FILE: expected one of the columns "PK\\u0003\\u0004\\u0000" (is --delimiter right?), got "a"',
    ],
  ])("%s", async (_, content, options, message) => {
    expect(await refused(content, options)).toBe(message);
  });

  it("a folder, and a file that is not there", async () => {
    const folder = temporaryFolder();
    await expect(readTable(folder, { columns: ["a"] })).rejects.toThrow(
      new FormatError(`${folder}: expected a file, got a directory`),
    );
    const none = join(folder, "none.csv");
    await expect(readTable(none, { columns: ["a"] })).rejects.toThrow(
      new FormatError(`${none}: expected a file that can be read, got none`),
    );
  });

  it("a path that cannot be one, and whatever is no mistake of the file's is not its refusal", async () => {
    const below = join(written("a\n1\n"), "t.csv");
    await expect(readTable(below, { columns: ["a"] })).rejects.toThrow(
      new FormatError(`${below}: expected a file that can be read, got ENOTDIR`),
    );
    await expect(readTable("\0", { columns: ["a"] })).rejects.toThrow(TypeError);
  });

  it("an interruption is no refusal", async () => {
    const controller = new AbortController();
    const reading = readTable(written("a\n1\n"), { columns: ["a"], signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toBe(controller.signal.reason);
  });
});
