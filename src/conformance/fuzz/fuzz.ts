/**
 * Random cases put to a program, kind by kind, until one fails, and that one made as small as it goes.
 *
 * What is expected comes from the reverse pass in decimals, case by case; of the smallest failing case
 * it comes from the definition. The same seed gives the same cases, and the same program, if it
 * answers the same each time, the same smallest one.
 */
import fc from "fast-check";
import { SOLVED_KINDS, type SolvedKind } from "../bugs/solve.ts";
import { type Answer, type Judgement, judge } from "../compare.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { Evidence, SolvedCase } from "../diagnosis/evidence.ts";
import type { Dtype } from "../dtype.ts";
import { answered } from "../expected/answered.ts";
import type { Asked } from "../protocol/messages.ts";
import type { SolvedDraft } from "./drafts.ts";
import { fairCase } from "./fair.ts";
import { draftsToShrink } from "./shrinking.ts";

/** What a program answers. */
export type Ask = (asked: Asked) => Promise<Answer>;

/** Why a search ended before it was done. */
export type Ending = "time" | "interrupt";

export interface FuzzOptions {
  /** a whole number from 0 to 2^31 − 1 */
  readonly seed: number;
  /** cases in all, those not counted that a failing one is shrunk by */
  readonly runs: number;
  /** each after those that it builds on */
  readonly kinds: readonly SolvedKind[];
  /** what the program computes in */
  readonly dtype: Dtype;
  /** looked at before each question; whatever it says, the rest is left */
  readonly ending?: () => Ending | undefined;
  /** one more of the cases has been answered */
  readonly onCase?: () => void;
  /** a case failed, and is about to be shrunk */
  readonly onFailure?: (kind: SolvedKind, judgement: Judgement) => void;
}

/** How the random cases of a kind went. */
export interface KindTally {
  readonly kind: SolvedKind;
  readonly passed: number;
  readonly skipped: number;
  readonly failed: number;
}

/** A failing case, as small as it was made. */
export interface Smallest {
  readonly testCase: SolvedCase;
  readonly answer: Answer;
  readonly judgement: Judgement;
  /** how many times a simpler case was found that failed as well */
  readonly shrinks: number;
  /** whether the program, asked again, gave the same answer; null when it was not asked again */
  readonly isSteady: boolean | null;
}

export interface FuzzFindings {
  readonly seed: number;
  readonly tallies: readonly KindTally[];
  /** undefined where nothing failed */
  readonly smallest: Smallest | undefined;
  /** of all answers */
  readonly diagnosis: Diagnosis;
  readonly ending: Ending | undefined;
}

/** Whether something was tested, and nothing failed. */
export function isClean({ tallies, smallest }: FuzzFindings): boolean {
  return smallest === undefined && tallies.some(({ passed }) => passed > 0);
}

/**
 * Looks for a case that a program fails.
 *
 * @throws whatever asking throws, unless an ending has come by then
 */
export async function fuzz(ask: Ask, options: FuzzOptions): Promise<FuzzFindings> {
  const inquiry = new Inquiry(ask, options);
  const tallies: KindTally[] = [];
  let smallest: Smallest | undefined;
  let left = options.runs;
  for (const [n, kind] of options.kinds.entries()) {
    const search = new Search(inquiry, kind);
    const found = await search.run(shareOf(left, options.kinds.slice(n)));
    tallies.push(search.tally);
    left -= search.tally.passed + search.tally.failed;
    if (found) smallest = await smallestOf(inquiry, found);
    if (found || inquiry.ending || left <= 0) break;
  }
  const { seed, dtype } = options;
  const diagnosis = diagnose(telling(inquiry.evidence, dtype), dtype);
  return { seed, tallies, smallest, diagnosis, ending: inquiry.ending };
}

/** There is more to get wrong in some kinds than in others. */
const WEIGHTS: Readonly<Record<SolvedKind, number>> = {
  activation: 1,
  loss: 1,
  forward: 1,
  gradient: 3,
  pairs: 1,
  clip: 1,
  step: 2,
  trajectory: 2,
};

/** What the first of the kinds gets of the cases that are left. */
function shareOf(left: number, kinds: readonly SolvedKind[]): number {
  const all = kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0);
  return Math.ceil((left * WEIGHTS[kinds[0]]) / all);
}

/** Cases of a kind that are asked after a failing one was shrunk, so that its mistake can be named. */
const MORE = 24;

/** The most cases, failing and passing, that the diagnosis goes by: each costs it a few ms. */
const MOST_FAILING = 48;
const MOST_PASSING = 48;

/** The last cases of all: the random ones of the kind that failed, and the smallest. */
function telling(evidence: readonly Evidence[], dtype: Dtype): Evidence[] {
  const verdictOf = (one: Evidence): Judgement["verdict"] =>
    judge(one.case, one.answer, dtype).verdict;
  const failing = evidence.filter((one) => verdictOf(one) === "fail");
  const passing = evidence.filter((one) => verdictOf(one) === "pass");
  return [...passing.slice(-MOST_PASSING), ...failing.slice(-MOST_FAILING)];
}

/** A program that is asked, all that it answered, and whether it is to be asked any more. */
class Inquiry {
  readonly options: FuzzOptions;
  readonly evidence: Evidence[] = [];
  readonly #ask: Ask;
  #asked = 0;
  #ending: Ending | undefined;

  constructor(ask: Ask, options: FuzzOptions) {
    this.#ask = ask;
    this.options = options;
  }

  get ending(): Ending | undefined {
    this.#ending ??= this.options.ending?.();
    return this.#ending;
  }

  /** The answer to a case; undefined when an ending has come. */
  async answer(testCase: SolvedCase): Promise<Evidence | undefined> {
    if (this.ending) return undefined;
    const numbered = { ...testCase, id: `${testCase.id}-${++this.#asked}` };
    try {
      const evidence = { case: numbered, answer: await this.#ask(numbered) };
      this.evidence.push(evidence);
      return evidence;
    } catch (error) {
      if (this.ending) return undefined;
      throw error;
    }
  }
}

/** What came of a draft. */
interface Trial extends Evidence {
  readonly judgement: Judgement;
}

/** The smallest draft that was seen to fail. */
interface Found extends Trial {
  readonly draft: SolvedDraft;
  readonly shrinks: number;
}

/** Thrown for a draft that fails, for fast-check to shrink it. */
class Counterexample extends Error {
  override readonly name = "Counterexample";
}

/** Cases of a kind that are skipped before the kind is left: the program does not have it. */
const ENOUGH_SKIPPED = 10;

/** Random cases of one kind. */
class Search {
  readonly #inquiry: Inquiry;
  readonly #kind: SolvedKind;
  readonly #trials = new Map<string, Trial | undefined>();
  #tally = { passed: 0, skipped: 0, failed: 0 };
  #failure: string | undefined;

  constructor(inquiry: Inquiry, kind: SolvedKind) {
    this.#inquiry = inquiry;
    this.#kind = kind;
  }

  get tally(): KindTally {
    return { kind: this.#kind, ...this.#tally };
  }

  /** Up to so many cases; the smallest failing one, if there is one. */
  async run(runs: number): Promise<Found | undefined> {
    const property = fc.asyncProperty(draftsToShrink(this.#kind), (draft) => this.#try(draft));
    const seed = seedOf(this.#kind, this.#inquiry.options.seed);
    const details = await fc.check(property, { seed, numRuns: runs });
    const { counterexample, errorInstance, numShrinks } = details;
    if (counterexample === null) return undefined;
    if (!(errorInstance instanceof Counterexample)) throw errorInstance;
    const [draft] = counterexample;
    const trial = this.#trials.get(keyOf(draft));
    return trial && { ...trial, draft, shrinks: numShrinks };
  }

  /**
   * @throws {Counterexample} when the draft fails, the way the first one did
   * @throws {fc.PreconditionFailure} when it tells nothing, or the search is over
   */
  async #try(draft: SolvedDraft): Promise<void> {
    const key = keyOf(draft);
    if (!this.#trials.has(key)) this.#trials.set(key, await this.#trialOf(draft));
    const trial = this.#trials.get(key);
    if (this.#inquiry.ending) throw new fc.PreconditionFailure(true);
    if (!trial) throw new fc.PreconditionFailure();
    this.#count(trial);
    if (trial.judgement.verdict === "skipped") {
      const isAbsent = this.#tally.passed === 0 && this.#tally.skipped >= ENOUGH_SKIPPED;
      throw new fc.PreconditionFailure(isAbsent);
    }
    if (trial.judgement.verdict === "fail" && failureOf(trial) === this.#failure) {
      throw new Counterexample();
    }
  }

  /** Those that come before the first failing one, and that. */
  #count(trial: Trial): void {
    if (this.#failure !== undefined) return;
    const { options } = this.#inquiry;
    const { verdict } = trial.judgement;
    if (verdict === "skipped") this.#tally.skipped++;
    else options.onCase?.();
    if (verdict === "pass") this.#tally.passed++;
    if (verdict !== "fail") return;
    this.#tally.failed++;
    this.#failure = failureOf(trial);
    options.onFailure?.(this.#kind, trial.judgement);
  }

  /** Undefined where right programs may differ, or nothing can be told, or the search is over. */
  async #trialOf(draft: SolvedDraft): Promise<Trial | undefined> {
    const testCase = fairCase(draft);
    const evidence = testCase && (await this.#inquiry.answer(testCase));
    if (!evidence) return undefined;
    const { dtype } = this.#inquiry.options;
    return { ...evidence, judgement: judge(evidence.case, evidence.answer, dtype) };
  }
}

function keyOf({ config, inputs }: SolvedDraft): string {
  return JSON.stringify([config, inputs]);
}

/** Of a kind's own: networks drawn from one seed would be the same in every kind. */
function seedOf(kind: SolvedKind, seed: number): number {
  return (seed + 1_000_003 * SOLVED_KINDS.indexOf(kind)) | 0;
}

/**
 * In what way a case fails. A smaller case that fails in another way may be about another mistake,
 * and is none to go on with.
 */
function failureOf({ case: { id }, answer, judgement }: Trial): string {
  switch (answer.kind) {
    case "fault":
      // What it printed and how long it took are other things each time.
      return answer.message.replaceAll(id, "").replace(/".*|\d+/gs, "");
    case "result":
      return judgement.faults.length > 0 ? "form" : "numbers";
    default:
      return answer.kind;
  }
}

/** What is expected, by the definition; and what the program says when it is asked once more. */
async function smallestOf(inquiry: Inquiry, found: Found): Promise<Smallest> {
  const { options } = inquiry;
  const { draft, answer, shrinks } = found;
  const id = `${draft.id}-${options.seed}`;
  const testCase = answered({ ...draft, id }) as SolvedCase;
  const judgement = judge(testCase, answer, options.dtype);
  const again = await inquiry.answer(testCase);
  const isSteady = again ? isSame(answer, again.answer) : null;
  const seed = seedOf(draft.kind, options.seed) + 1;
  for (const more of fc.sample(draftsToShrink(draft.kind), { seed, numRuns: MORE })) {
    const another = fairCase(more);
    if (another) await inquiry.answer(another);
  }
  return { testCase, answer, judgement, shrinks, isSteady };
}

/** Whether a program said the same twice; the ways in which it failed to answer are not compared. */
function isSame(first: Answer, second: Answer): boolean {
  if (first.kind !== second.kind) return false;
  return first.kind !== "result" || JSON.stringify(first) === JSON.stringify(second);
}
