/**
 * A program that computes nothing: it is given a results file, and answers each case with what that holds
 * for it. What it holds nothing for is skipped, but for the requests that are to be refused: their ids
 * are none that a file could know.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const { implementation, results } = JSON.parse(readFileSync(process.argv[2], "utf8"));

/** JSON in which −0 is `-0`. */
function jsonOf(value) {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, part]) => `"${name}":${jsonOf(part)}`);
  return `{${members.join(",")}}`;
}

/** As text already, so that no time is spent on writing numbers. */
const prepared = new Map(
  Object.entries(results).map(([id, result]) => [id, `"results":${jsonOf(result)}`]),
);

function answerTo(id) {
  const result = prepared.get(id);
  if (result !== undefined) return result;
  const isRefused = prepared.size > 0 && /-request-\d+$/.test(id);
  return isRefused ? '"error":"refused"' : '"skipped":"nothing is prepared"';
}

for await (const line of createInterface({ input: process.stdin })) {
  const { cmd, seq, case: asked } = JSON.parse(line);
  if (cmd === "stop") break;
  const answer =
    cmd === "start"
      ? JSON.stringify({ ready: true, version: 1, implementation })
      : `{"seq":${seq},${answerTo(asked.id)}}`;
  process.stdout.write(`${answer}\n`);
}
