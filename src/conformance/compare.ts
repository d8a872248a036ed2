/**
 * A result against a case: whether every number is within its tolerance, and if not, which one is the
 * furthest off.
 *
 * With u the unit roundoff of the implementation's dtype, an entry passes when
 *
 *     |result − expected| ≤ errorFactor · u
 *
 * where the result is first rounded to the dtype, since decimals shorter than seventeen digits stand
 * for a binary32 number next to them; and where errorFactor is 0, so is the expected number. Nothing
 * but a number passes for one: not NaN, not infinity, not "1", not null.
 */
import { type Dtype, roundTo, UNIT_ROUNDOFFS, ulpDistanceIn } from "./dtype.ts";
import { type Key, shown } from "./formatError.ts";
import type { Case, CaseOf } from "./kinds.ts";
import type { ResultsFile } from "./types.ts";

/**
 * What came back for a case.
 *
 * - `result`: the tensors by their names, whatever they are.
 * - `error`: a refusal, which is the right answer to a case of the kind reject.
 * - `skipped`: not run, for a reason.
 * - `none`: nothing.
 * - `fault`: see {@link Fault}.
 */
export type Answer =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "none" }
  | Fault;

/** What a program did instead of answering; it never passes. */
export interface Fault {
  readonly kind: "fault";
  /** what it did, in a sentence */
  readonly message: string;
  /** the end of what the program wrote to standard error */
  readonly stderr: string;
}

/** A number beside the one that was expected. */
export interface EntryComparison {
  /** as one would write it in code: `dW[3][1]` */
  readonly path: string;
  /** as the case has it, in binary64 */
  readonly expected: number;
  /** what was answered, rounded to the dtype */
  readonly got: number;
  /** |got − expected| */
  readonly absoluteError: number;
  /** |got − expected| / max(|got|, |expected|), and 0 where both are 0 */
  readonly relativeError: number;
  /** numbers of the dtype that one steps over from one to the other; infinite for NaN */
  readonly ulps: number;
  /** |got − expected| / u, to be held against the error factor */
  readonly units: number;
  /** of the tensor that the entry is in */
  readonly errorFactor: number;
  /** of the tolerance: above 1 is too far; infinite where nothing is tolerated */
  readonly share: number;
  /** whether it passes */
  readonly within: boolean;
}

/** What is to be said of a case. */
export interface Judgement {
  /** of the case */
  readonly id: string;
  /** on the whole answer */
  readonly verdict: "pass" | "fail" | "skipped";
  /** why, in a sentence, where it is not a pass */
  readonly reason: string | null;
  /** the entry that takes the largest share of its tolerance, if any could be compared */
  readonly worst: EntryComparison | null;
  /** numbers and texts that were compared */
  readonly compared: number;
  /** entries beyond their tolerance, and whatever was missing, too many, or of another kind */
  readonly failures: number;
  /** what was missing, too many, or of another kind, as far as a reader can take it in */
  readonly faults: readonly string[];
}

export const MAX_FAULTS = 10;

/** The answer that a results file holds for a case. */
export function answerIn({ results, skipped }: ResultsFile, id: string): Answer {
  if (Object.hasOwn(skipped, id)) return { kind: "skipped", reason: skipped[id] };
  if (!Object.hasOwn(results, id)) return { kind: "none" };
  const result: { readonly error?: unknown } = results[id];
  if (result.error === true) return { kind: "error", message: "no message" };
  if (typeof result.error === "string") return { kind: "error", message: result.error };
  return { kind: "result", result };
}

/**
 * Judges an answer. A case of the kind reject passes only by an error, any other only by a result.
 *
 * @param dtype what the implementation computes in
 */
export function judge(testCase: Case, answer: Answer, dtype: Dtype): Judgement {
  const { id, kind } = testCase;
  if (answer.kind === "fault") return without(id, "fail", answer.message);
  if (kind === "canary" && testCase.config.dtype !== dtype) {
    return without(id, "skipped", `for ${testCase.config.dtype} only`);
  }
  if (answer.kind === "skipped") return without(id, "skipped", answer.reason);
  if (answer.kind === "none") return without(id, "fail", "expected an answer, got none");
  if (kind === "reject") {
    if (answer.kind === "error") return without(id, "pass", null);
    return without(id, "fail", "expected an error, got a result");
  }
  if (answer.kind === "error") {
    return without(id, "fail", `expected a result, got the error ${shown(answer.message)}`);
  }
  return judgeResult(testCase, answer.result, dtype);
}

/** A judgement for which no number was looked at. */
function without(id: string, verdict: Judgement["verdict"], reason: string | null): Judgement {
  const failures = verdict === "fail" ? 1 : 0;
  return { id, verdict, reason, worst: null, compared: 0, failures, faults: [] };
}

/** Whether something is a number, and as near as it has to be to what is expected at the keys. */
export function isWithin(
  { expected, errorFactor }: Computed,
  keys: readonly Key[],
  got: unknown,
  dtype: Dtype,
): boolean {
  const at = (tree: unknown): number => Number(keys.reduce(partOf, tree));
  if (typeof got !== "number") return false;
  return entryOf({ dtype, signed: false }, "", at(expected), at(errorFactor), got).within;
}

interface Tally {
  readonly dtype: Dtype;
  /** whether −0 and 0 are told apart */
  readonly signed: boolean;
  worst: EntryComparison | null;
  compared: number;
  failures: number;
  readonly faults: string[];
}

type Computed = Exclude<Case, CaseOf<"reject">>;

function judgeResult(testCase: Computed, result: unknown, dtype: Dtype): Judgement {
  const signed = testCase.kind === "canary";
  const tally: Tally = { dtype, signed, worst: null, compared: 0, failures: 0, faults: [] };
  if (testCase.kind === "trajectory") {
    compareTrajectory(tally, testCase, result);
  } else {
    compareTree(tally, "", testCase.expected, testCase.errorFactor, result);
  }
  const { worst, compared, failures, faults } = tally;
  const { id } = testCase;
  if (failures === 0) {
    return { id, verdict: "pass", reason: null, worst, compared, failures, faults };
  }
  return { id, verdict: "fail", reason: reasonOf(tally), worst, compared, failures, faults };
}

/** The first fault, or the worst entry; and how many more there are. */
function reasonOf({ worst, failures, faults }: Tally): string | null {
  const [first = worst && distanceOf(worst)] = faults;
  return failures > 1 ? `${first} (and ${failures - 1} more)` : first;
}

/** A share of the tolerance to three digits. */
function timesText(share: number): string {
  return share < 1e6 ? String(Number(share.toPrecision(3))) : share.toExponential(2);
}

/** Both numbers of an entry, and how far apart they are in units of the tolerance. */
export function distanceOf({ path, expected, got, errorFactor, share }: EntryComparison): string {
  const numbers = `expected ${shown(expected)}, got ${shown(got)}`;
  if (!Number.isFinite(got) || errorFactor === 0) return `${path}: ${numbers}`;
  return `${path}: ${numbers}, off by ${timesText(share)} times the tolerance`;
}

/**
 * Every part of the result beside its counterpart.
 *
 * @param factors one for each part, or one for all of them; absent where there is text only
 */
function compareTree(
  tally: Tally,
  path: string,
  expected: unknown,
  factors: unknown,
  got: unknown,
): void {
  if (typeof expected === "number") compareNumber(tally, path, expected, Number(factors), got);
  else if (Array.isArray(expected)) compareList(tally, path, expected, factors, got);
  else if (isObject(expected)) compareObject(tally, path, expected, factors, got);
  else compareText(tally, path, expected, got);
}

function compareList(
  tally: Tally,
  path: string,
  expected: readonly unknown[],
  factors: unknown,
  got: unknown,
): void {
  if (!Array.isArray(got) || got.length !== expected.length) {
    addFault(tally, path, `an array of ${expected.length}`, shown(got));
    return;
  }
  expected.forEach((part, i) => {
    compareTree(tally, `${path}[${i}]`, part, partOf(factors, i), got[i]);
  });
}

function compareObject(
  tally: Tally,
  path: string,
  expected: JsonObject,
  factors: unknown,
  got: unknown,
): void {
  if (!isObject(got)) {
    addFault(tally, path || "result", "an object", shown(got));
    return;
  }
  const names = Object.keys(expected);
  for (const name of names) {
    const member = path === "" ? name : `${path}.${name}`;
    if (!Object.hasOwn(got, name)) addFault(tally, member, "a value", "none");
    else compareTree(tally, member, expected[name], partOf(factors, name), got[name]);
  }
  for (const name of Object.keys(got)) {
    if (names.includes(name)) continue;
    addFault(tally, path || "result", `only ${names.join(", ")}`, shown(name));
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function partOf(factors: unknown, key: number | string): unknown {
  return typeof factors === "object" ? Reflect.get(Object(factors), key) : factors;
}

function compareText(tally: Tally, path: string, expected: unknown, got: unknown): void {
  tally.compared++;
  if (got !== expected) addFault(tally, path, shown(expected), shown(got));
}

function compareNumber(
  tally: Tally,
  path: string,
  expected: number,
  errorFactor: number,
  got: unknown,
): void {
  tally.compared++;
  if (typeof got !== "number") {
    addFault(tally, path, "a number", shown(got));
    return;
  }
  const entry = entryOf(tally, path, expected, errorFactor, got);
  if (!entry.within) tally.failures++;
  if (tally.worst === null || entry.share > tally.worst.share) tally.worst = entry;
}

function entryOf(
  { dtype, signed }: Pick<Tally, "dtype" | "signed">,
  path: string,
  reference: number,
  errorFactor: number,
  result: number,
): EntryComparison {
  const got = roundTo(dtype, result);
  const expected = errorFactor === 0 ? roundTo(dtype, reference) : reference;
  const absoluteError = Math.abs(got - expected);
  const units = absoluteError / UNIT_ROUNDOFFS[dtype];
  const sameSign = !signed || Object.is(got, expected);
  const within = units <= errorFactor && sameSign;
  return {
    path,
    expected,
    got,
    absoluteError,
    relativeError:
      got === expected ? 0 : absoluteError / Math.max(Math.abs(got), Math.abs(expected)),
    ulps: ulpDistanceIn(dtype, got, expected),
    units,
    errorFactor,
    share: shareOf(units, errorFactor, within),
    within,
  };
}

function shareOf(units: number, errorFactor: number, within: boolean): number {
  if (errorFactor === 0) return within ? 0 : Infinity;
  // Infinite or NaN where the result is.
  return Number.isFinite(units) ? units / errorFactor : Infinity;
}

function addFault(tally: Tally, path: string, expected: string, got: string): void {
  tally.failures++;
  if (tally.faults.length >= MAX_FAULTS) return;
  tally.faults.push(`${path}: expected ${expected}, got ${got}`);
}

/** The error factor of what only has to be a number. */
const UNBOUNDED = Number.MAX_VALUE;

/**
 * Losses up to the horizon by their error factors, those past it by their ranges; the parameters by
 * their error factors if the horizon takes in every epoch, and else by their shapes.
 */
function compareTrajectory(tally: Tally, testCase: CaseOf<"trajectory">, result: unknown): void {
  const { horizon, ranges, ...expected } = testCase.expected;
  const near = horizon[tally.dtype];
  const far = ranges[tally.dtype];
  const { trainLoss: factors, ...others } = testCase.errorFactor;
  const trainLoss = [...factors.slice(0, near), ...far.map(() => UNBOUNDED)];
  const whole = far.length === 0;
  const names = Object.keys(others);
  const parameters = whole ? others : Object.fromEntries(names.map((name) => [name, UNBOUNDED]));
  compareObject(tally, "", expected, { trainLoss, ...parameters }, result);
  const losses: unknown = isObject(result) ? result["trainLoss"] : undefined;
  far.forEach(({ min, max }, n) => {
    const loss: unknown = Array.isArray(losses) ? losses[near + n] : undefined;
    if (typeof loss !== "number" || (min <= loss && loss <= max)) return;
    addFault(tally, `trainLoss[${near + n}]`, `from ${min} to ${max}`, shown(loss));
  });
}
