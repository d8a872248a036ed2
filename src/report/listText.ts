/** The cases as a table for a terminal of 80 columns. */
import Table from "cli-table3";
import { counted } from "../conformance/formatError.ts";
import { COLUMNS } from "./wrap.ts";

/** Of the column of ids, its padding included. */
const MAX_ID_WIDTH = 44;

/** A row for each case: its id, and what it is about. */
export function listText(
  cases: readonly { readonly id: string; readonly comment: string }[],
): string {
  const longest = Math.max(...cases.map(({ id }) => id.length + 2));
  const idWidth = Math.min(longest, MAX_ID_WIDTH);
  const table = new Table({
    head: ["id", "what it is about"],
    // Three borders.
    colWidths: [idWidth, COLUMNS - idWidth - 3],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { id, comment } of cases) table.push([id, comment]);
  return `${table.toString()}\n${counted(cases.length, "case")}`;
}
