/** The options of `npm run train --csv`. */
import { InvalidArgumentError, Option } from "commander";
import { parse } from "csv-parse/sync";
import { parseNumber, parsePath } from "../../src/cli/command.ts";
import { type Condition, MISSING, type Missing } from "../../src/series/table.ts";
import { TRANSFORMS, type Transform } from "../../src/series/transform.ts";
import type { CommonOptions } from "./common.ts";

export interface SeriesOptions extends CommonOptions {
  readonly csv: string;
  readonly columns?: readonly string[];
  readonly target?: readonly string[];
  readonly date?: string;
  readonly where?: readonly Condition[];
  readonly missing?: Missing;
  readonly delimiter?: string;
  readonly window?: number;
  readonly transform?: Transform;
  readonly forecast?: number;
}

/** The options that only a series has. */
export function seriesOptions(): Option[] {
  const options = [
    new Option("--columns <names>", "columns that enter, with commas between").argParser(
      parseNames,
    ),
    new Option("--target <names>", "those that are predicted (default: all of them)").argParser(
      parseNames,
    ),
    new Option("--date <name>", "a column of dates; those of ISO 8601 must ascend"),
    new Option("--where <condition>", "COLUMN=VALUE: only such rows; may be repeated").argParser(
      parseCondition,
    ),
    new Option("--missing <how>", "what becomes of missing values (default: error)").choices(
      MISSING,
    ),
    new Option("--delimiter <character>", "between values, or tab (default: ,)").argParser(
      parseDelimiter,
    ),
    new Option("--window <n>", "rows T that a prediction sees (default: 20)").argParser(
      parseNumber,
    ),
    new Option(
      "--transform <how>",
      "show the network values, or their changes (default: none)",
    ).choices(TRANSFORMS),
    new Option("--forecast <n>", "how many next rows to predict (default: 5)").argParser(
      parseNumber,
    ),
  ];
  return [
    new Option("--csv <file>", "train on columns of this table").argParser(parsePath),
    ...options.map((option) => option.conflicts("text")),
  ];
}

/** Names as a line of CSV has them, so that one with a comma can be quoted. */
function parseNames(text: string): readonly string[] {
  let records: string[][];
  try {
    records = parse(text, { trim: true });
  } catch {
    throw new InvalidArgumentError("Expected names with commas between.");
  }
  const [names] = records;
  if (records.length !== 1 || names.some((name) => name === "")) {
    throw new InvalidArgumentError("Expected names with commas between.");
  }
  return names;
}

function parseCondition(text: string, before: readonly Condition[] = []): readonly Condition[] {
  const [, column, value] = text.match(/^([^=]+)=(.*)$/s) ?? [];
  if (column === undefined) throw new InvalidArgumentError("Expected COLUMN=VALUE.");
  return [...before, { column: column.trim(), value: value.trim() }];
}

function parseDelimiter(text: string): string {
  if (text === "tab" || text === "\\t") return "\t";
  if ([...text].length !== 1 || /["\r\n]/.test(text)) {
    throw new InvalidArgumentError("Expected one character, or tab.");
  }
  return text;
}
