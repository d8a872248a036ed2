/** One question to a process and its answer, or what the process did instead. */
import type { Answer } from "../compare.ts";
import { refusalOf, shown } from "../formatError.ts";
import type { Implementation } from "../types.ts";
import type { Child, Ending, Heard } from "./child.ts";
import type { Line } from "./lines.ts";
import { readReady, readReply, START } from "./messages.ts";

/** What a process did that it should not have done. */
export class Misbehaviour extends Error {
  override readonly name: string = "Misbehaviour";

  /** @param what goes on after "the program" */
  constructor(what: string) {
    super(`the program ${what}`);
  }
}

/** The message of a {@link Misbehaviour}; what is none goes on. */
export function misbehaviourOf(error: unknown): string {
  if (!(error instanceof Misbehaviour)) throw error;
  return error.message;
}

/** How long an answer may take, and how messages call that time. */
export interface Limit {
  readonly milliseconds: number;
  readonly name: string;
}

/** What is asked: a line, and what its answer is told by. */
export interface Question {
  readonly id: string;
  readonly seq: number;
  readonly line: string;
}

/**
 * Asks a process whether it is ready.
 *
 * @throws {Misbehaviour} when it does not say that it is
 */
export async function askWhetherReady(child: Child, limit: Limit): Promise<Implementation> {
  child.write(START);
  const heard = await child.next(limit.milliseconds);
  if (heard.kind !== "line") throw unanswered(child, heard, "before it was ready", limit);
  return understood(heard.line, readReady, "instead of saying that it is ready");
}

/**
 * Asks a process that is ready.
 *
 * @throws {Misbehaviour} when there is no answer that can be used
 */
export async function ask(child: Child, question: Question, limit: Limit): Promise<Answer> {
  const { id, seq, line } = question;
  const start = performance.now();
  const isEarly = child.hasLine;
  child.write(line);
  const heard = await child.next(limit.milliseconds);
  if (heard.kind !== "line") throw unanswered(child, heard, `before it answered ${id}`, limit);
  const reply = understood(heard.line, readReply, `as its answer to ${id}`);
  if (reply.seq !== seq) {
    throw new Misbehaviour(`answered with the seq ${reply.seq} where ${id} has the seq ${seq}`);
  }
  if (isEarly) throw new Misbehaviour(`answered ${id} before it was asked`);
  const rest = limit.milliseconds - (performance.now() - start);
  if (await child.taken(rest)) return reply.answer;
  throw new Misbehaviour(`answered ${id}, but did not read the question to its end`);
}

/** The line as one of its readers reads it. */
function understood<T>({ text, fault }: Line, read: (line: string) => T, instead: string): T {
  const values: T[] = [];
  const refusal = fault ?? refusalOf(() => values.push(read(text)));
  if (refusal === undefined) return values[0];
  const hint = text.startsWith("{") ? "" : " (what is no answer belongs on standard error)";
  throw new Misbehaviour(`printed ${shown(text)} ${instead}: ${refusal}${hint}`);
}

type Silence = Exclude<Heard, { kind: "line" }>;

/** What came instead of a line. */
function unanswered(child: Child, heard: Silence, when: string, limit: Limit): Misbehaviour {
  if (heard.kind === "ended" && heard.ending.kind === "failed") {
    return new Misbehaviour(endingText(heard.ending));
  }
  const begun = child.excess();
  const where = begun === undefined ? when : `${when}, in the middle of the line ${shown(begun)}`;
  return new Misbehaviour(`${deedText(heard, limit)} ${where}${lastWords(child, heard)}`);
}

function deedText(heard: Silence, limit: Limit): string {
  switch (heard.kind) {
    case "ended":
      return endingText(heard.ending);
    case "mute":
      return "closed its standard output";
    case "deaf":
      return "closed its standard input";
    case "late":
      return `took more than ${limit.name}`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is none of that name, or none of the name that its first line asks for",
  ERR_INVALID_ARG_VALUE: "a word of it is empty, or holds a NUL",
  EACCES: "it is a directory, or may not be executed",
};

/** How a process ended, as it goes on after "the program". */
export function endingText(ending: Ending): string {
  if (ending.kind === "exited") return `exited with code ${ending.code}`;
  if (ending.kind === "killed") return `was ended by ${ending.signal}`;
  return `could not be started: ${REASONS[ending.code] ?? "the system refused"} (${ending.code})`;
}

/** Of what has ended: the others may have said it long ago. */
function lastWords({ stderr }: Child, heard: Silence): string {
  const last = stderr.trimEnd().split("\n").at(-1);
  return heard.kind === "ended" && last ? `; last on standard error: ${shown(last)}` : "";
}
