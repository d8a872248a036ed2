/** A failing case worked by hand, beside what a program answered. */
import { type Answer, isWithin } from "../conformance/compare.ts";
import { partAt, type SolvedCase } from "../conformance/diagnosis/evidence.ts";
import type { Dtype } from "../conformance/dtype.ts";
import { shown } from "../conformance/formatError.ts";
import { numeral, type WorkedLine } from "./worked/notation.ts";
import { worked } from "./worked/worked.ts";
import { columns, wrapped } from "./wrap.ts";

/** More lines than this nobody follows with a pencil. */
const MOST_LINES = 250;

/** The lines of the computation, those with a number of the answer with that number beside it. */
export function workedText(testCase: SolvedCase, answer: Answer, dtype: Dtype): string {
  const lines = worked(testCase).flatMap(({ title, lines: own }) => [
    "",
    wrapped(title, "  ", "    "),
    ...own.map((line) => lineText(line, testCase, answer, dtype)),
  ]);
  const more = lines.length - MOST_LINES;
  if (more > 0) lines.splice(MOST_LINES, more, `  … and ${more} more lines`);
  return lines.slice(1).join("\n");
}

/** What the numbers of the answer take, at the end of a line. */
const ANSWER_WIDTH = 26;

function lineText(
  { text, keys }: WorkedLine,
  testCase: SolvedCase,
  answer: Answer,
  dtype: Dtype,
): string {
  const line = wrapped(text, "    ", "      ");
  if (!keys || answer.kind !== "result") return line;
  const got = partAt(answer.result, keys);
  const mark = isWithin(testCase, keys, got, dtype) ? "✓" : "✗";
  const said = `program: ${typeof got === "number" ? numeral(got) : shown(got)} ${mark}`;
  const beside = Math.max(0, columns() - ANSWER_WIDTH);
  const last = line.slice(line.lastIndexOf("\n") + 1);
  if (last.length + 2 > beside) return `${line}\n${" ".repeat(beside)}${said}`;
  return `${line}${" ".repeat(beside - last.length)}${said}`;
}
