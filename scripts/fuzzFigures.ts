/** What random cases make of a mistake, in figures. */
import { setImmediate } from "node:timers/promises";
import type { Bug } from "../src/conformance/bugs/bug.ts";
import { SOLVED_KINDS } from "../src/conformance/bugs/solve.ts";
import { type Ask, type FuzzFindings, fuzz } from "../src/conformance/fuzz/fuzz.ts";
import { longestIn } from "../src/conformance/fuzz/tensors.ts";

/** How a mistake was found, how small the failing case became, and whether it got its name. */
export interface FuzzFigures {
  readonly isFound: boolean;
  /** of the failing case */
  readonly kind: string;
  /** until one failed */
  readonly cases: number;
  /** how often the program was asked in all */
  readonly asked: number;
  /** of the smallest failing case; empty where it has none */
  readonly T: string;
  readonly H: string;
  /** yes, no, or by the name of another; empty where nothing failed */
  readonly named: string;
}

/** So many questions between two looks at Ctrl-C take some milliseconds. */
const TURN = 20;

/**
 * Random cases in float64 put to a program that has a bug.
 *
 * @throws {DOMException} the signal's reason when it is aborted
 */
export async function fuzzFigures(
  bug: Bug,
  ask: Ask,
  { seed, runs }: { readonly seed: number; readonly runs: number },
  signal: AbortSignal,
): Promise<FuzzFigures> {
  let asked = 0;
  const counted: Ask = async (question) => {
    // Lets Ctrl-C in, which only arrives between turns of the event loop.
    if (asked % TURN === 0) await setImmediate();
    asked++;
    return ask(question);
  };
  const findings = await fuzz(counted, {
    ...{ seed, runs, kinds: SOLVED_KINDS, dtype: "float64" },
    ending: () => (signal.aborted ? "interrupt" : undefined),
  });
  signal.throwIfAborted();
  const { tallies, smallest } = findings;
  return {
    isFound: smallest !== undefined,
    kind: smallest?.testCase.kind ?? "not found",
    cases: tallies.reduce((sum, { passed, failed }) => sum + passed + failed, 0),
    asked,
    ...sizesOf(findings),
    named: nameOf(bug, findings),
  };
}

/** T and H of the smallest failing case, where it has any. */
function sizesOf({ smallest }: FuzzFindings): Pick<FuzzFigures, "T" | "H"> {
  if (!smallest) return { T: "", H: "" };
  const { config } = smallest.testCase;
  const T = longestIn(smallest.testCase);
  return {
    T: T === 0 ? "" : String(T),
    H: "hiddenSize" in config ? String(config.hiddenSize) : "",
  };
}

function nameOf({ id }: Bug, { diagnosis }: FuzzFindings): string {
  if (diagnosis.verdict !== "named") return diagnosis.verdict === "none" ? "" : "no";
  return diagnosis.causes.map((cause) => cause.id).join() === id ? "yes" : "another";
}
