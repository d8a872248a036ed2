/** What is written to a program under test, and what it writes back, line by line. */
import type { Answer } from "../compare.ts";
import { refuse } from "../formatError.ts";
import { parseJson } from "../json.ts";
import type { CaseOf, Kind } from "../kinds.ts";
import { requireValid } from "../schemas.ts";
import type {
  ErrorMessage,
  Implementation,
  ProtocolMessage,
  ReadyMessage,
  ResultMessage,
  RunCommand,
  SkippedMessage,
} from "../types.ts";

/** The part of a case that a program has to see, and the id by which its answer is reported. */
export type Asked = {
  [K in Kind]: Pick<CaseOf<K>, "id" | "kind" | "config" | "inputs">;
}[Kind];

export const START: string = lineOf({ cmd: "start", version: 1 });

export const STOP: string = lineOf({ cmd: "stop" });

/**
 * The command to run a case, as a line.
 *
 * A case to be refused is sent as the request that it holds, under an id that does not give it away:
 * a program that knew could refuse it without having looked.
 *
 * @throws {RangeError} when a number is not finite, or a value has no place in JSON
 */
export function runLine(seq: number, asked: Asked): string {
  return lineOf({ cmd: "run", seq, case: sentCase(seq, asked) });
}

function sentCase(seq: number, { id, kind, config, inputs }: Asked): RunCommand["case"] {
  if (kind === "reject") return { id: `${inputs.kind}-request-${seq}`, ...inputs };
  return { id, kind, config: { ...config }, inputs: { ...inputs } };
}

function lineOf(message: ProtocolMessage): string {
  return `${jsonOf(message)}\n`;
}

/** JSON on one line, in which −0 is `-0`. */
function jsonOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, m]) => `${JSON.stringify(name)}:${jsonOf(m)}`,
    );
    return `{${members.join(",")}}`;
  }
  if (Object.is(value, -0)) return "-0";
  const isText = typeof value === "string" || typeof value === "boolean" || value === null;
  if (isText || Number.isFinite(value)) return JSON.stringify(value);
  throw new RangeError(`request: expected what JSON can hold, got ${String(value)}`);
}

/** How messages call a line that was printed. */
const LABEL = "answer";

/**
 * The answer to the start command: who answers.
 *
 * @throws {FormatError} when the line is anything else
 */
export function readReady(line: string): Implementation {
  const message = parseJson(line, LABEL);
  requireValid("protocol", message, LABEL, [], "#/$defs/readyMessage");
  return (message as ReadyMessage).implementation;
}

/** An answer, and the number of the question that it says it is for. */
export interface Reply {
  readonly seq: number;
  readonly answer: Answer;
}

const REPLIES: Readonly<Record<string, string>> = {
  results: "resultMessage",
  skipped: "skippedMessage",
  error: "errorMessage",
};

/**
 * The answer to a run command.
 *
 * @throws {FormatError} when the line is anything else
 */
export function readReply(line: string): Reply {
  const message = parseJson(line, LABEL);
  const names = Object.keys(REPLIES);
  const members = names.filter((name) => Object.hasOwn(Object(message), name));
  if (members.length !== 1) {
    refuse(LABEL, `one of ${names.join(", ")}`, members.join(" and ") || "none");
  }
  requireValid("protocol", message, LABEL, [], `#/$defs/${REPLIES[members[0]]}`);
  const reply = message as ResultMessage | SkippedMessage | ErrorMessage;
  return { seq: reply.seq, answer: answerOf(reply) };
}

function answerOf(reply: ResultMessage | SkippedMessage | ErrorMessage): Answer {
  if ("results" in reply) return { kind: "result", result: reply.results };
  if ("skipped" in reply) return { kind: "skipped", reason: reply.skipped };
  return { kind: "error", message: reply.error };
}
