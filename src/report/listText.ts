/** The cases as a table for a terminal. */
import Table from "cli-table3";
import { counted } from "../conformance/formatError.ts";
import { columns, wrapped } from "./wrap.ts";

/** Of the column of ids, its padding included. */
const MAX_ID_WIDTH = 44;

/** Of the other column; where there is less room there is no table. */
const MIN_COMMENT_WIDTH = 24;

/** A row for each case: its id, and what it is about; or two paragraphs, on a narrow terminal. */
export function listText(
  cases: readonly { readonly id: string; readonly comment: string }[],
): string {
  const longest = Math.max(...cases.map(({ id }) => id.length + 2));
  const idWidth = Math.min(longest, MAX_ID_WIDTH);
  const total = counted(cases.length, "case");
  // Three borders.
  const commentWidth = columns() - idWidth - 3;
  if (commentWidth < MIN_COMMENT_WIDTH) {
    return [...cases.flatMap(({ id, comment }) => [id, wrapped(comment, "  ")]), total].join("\n");
  }
  const table = new Table({
    head: ["id", "what it is about"],
    colWidths: [idWidth, commentWidth],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { id, comment } of cases) table.push([id, comment]);
  return `${table.toString()}\n${total}`;
}
