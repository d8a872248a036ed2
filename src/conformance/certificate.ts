/**
 * The mutation certificate: every bug of the catalogue against every case, so that it is known which
 * mistakes the cases find, and which they do not.
 */
import type { Bug } from "./bugs/bug.ts";
import { BUGS } from "./bugs/catalogue.ts";
import { judge } from "./compare.ts";
import { DTYPES, type Dtype } from "./dtype.ts";
import { type Case, KINDS, type Kind } from "./kinds.ts";
import { smallSubset } from "./smallSubset.ts";
import type {
  Certificate,
  CertifiedBug,
  CertifiedKind,
  IdleCase,
  Killers,
  LossRange,
} from "./types.ts";

/** The ids of the bugs that a case kills, sorted. */
export type Kills = Readonly<Record<Dtype, readonly string[]>>;

/** A case with what it kills. */
export interface Certified {
  readonly testCase: Case;
  readonly kills: Kills;
}

/**
 * The bugs whose result for a case, rounded to the dtype, fails it even at twice the tolerance: the
 * tolerance holds a right program, whose rounding the bug may share, and once more as much holds the
 * bug's own.
 */
export function killsOf(testCase: Case, bugs: readonly Bug[] = BUGS): Kills {
  const lenient = withTwiceTheTolerance(testCase);
  const kills: Record<Dtype, string[]> = { float64: [], float32: [] };
  for (const bug of bugs) {
    const result = bug.apply(testCase);
    if (!result) continue;
    for (const dtype of DTYPES) {
      const { verdict } = judge(lenient, { kind: "result", result }, dtype);
      if (verdict === "fail") kills[dtype].push(bug.id);
    }
  }
  return { float64: kills.float64.toSorted(), float32: kills.float32.toSorted() };
}

/** Every error factor doubled; and past the horizon of a training every range, about what is expected. */
function withTwiceTheTolerance(testCase: Case): Case {
  const lenient = { ...testCase, errorFactor: doubled(testCase.errorFactor) } as Case;
  if (lenient.kind !== "trajectory") return lenient;
  const { expected } = lenient;
  const { trainLoss, horizon, ranges } = expected;
  const widened = (dtype: Dtype): LossRange[] =>
    ranges[dtype].map(({ min, max }, n) => {
      const loss = trainLoss[horizon[dtype] + n];
      return { min: loss - 2 * (loss - min), max: loss + 2 * (max - loss) };
    });
  const wide = { float64: widened("float64"), float32: widened("float32") };
  return { ...lenient, expected: { ...expected, ranges: wide } };
}

function doubled(factors: unknown): unknown {
  if (typeof factors === "number") return 2 * factors;
  if (Array.isArray(factors)) return factors.map(doubled);
  if (factors === null) return null;
  const members = Object.entries(Object(factors));
  return Object.fromEntries(members.map(([name, factor]) => [name, doubled(factor)]));
}

/** The certificate of cases, in the order in which they are given. */
export function certify(cases: readonly Case[], bugs: readonly Bug[] = BUGS): Certificate {
  return certificateOf(
    cases.map((testCase) => ({ testCase, kills: killsOf(testCase, bugs) })),
    bugs,
  );
}

/** The certificate of cases of which it is known what they kill. */
export function certificateOf(
  certified: readonly Certified[],
  bugs: readonly Bug[] = BUGS,
): Certificate {
  const smallestFirst = certified.toSorted(bySize);
  return {
    format: "bptt-oracle/certificate",
    version: 1,
    numberOfBugs: bugs.length,
    numberOfCases: certified.length,
    cases: certified.map(({ testCase }) => testCase.id),
    bugs: bugs.map(({ id, title }): CertifiedBug => {
      const of = (dtype: Dtype): Killers => killersOf(id, dtype, certified, smallestFirst);
      return { id, title, float64: of("float64"), float32: of("float32") };
    }),
    kinds: KINDS.flatMap((kind) => certifiedKind(kind, certified, bugs)),
    killsNothing: certified.filter(({ kills }) => killsNothing(kills)).map(idleCase),
    quick: quickOf(certified, smallestFirst),
  };
}

/** By the length as JSON, then by the id. */
function bySize(a: Certified, b: Certified): number {
  const [one, other] = [a.testCase, b.testCase];
  return caseSize(one) - caseSize(other) || (one.id < other.id ? -1 : 1);
}

/** The length of a case as JSON without spaces, whatever it is known to kill. */
export function caseSize(testCase: Case): number {
  return JSON.stringify({ ...testCase, kills: [] }).length;
}

function killersOf(
  bug: string,
  dtype: Dtype,
  certified: readonly Certified[],
  smallestFirst: readonly Certified[],
): Killers {
  const isKiller = ({ kills }: Certified): boolean => kills[dtype].includes(bug);
  return {
    kills: certified.filter(isKiller).length,
    smallest: smallestFirst.find(isKiller)?.testCase.id ?? null,
    row: certified.map((one) => (isKiller(one) ? "1" : "0")).join(""),
  };
}

/** What the cases of a kind do not see; nothing is said of a kind that has no case. */
function certifiedKind(
  kind: Kind,
  certified: readonly Certified[],
  bugs: readonly Bug[],
): CertifiedKind[] {
  const own = certified.filter(({ testCase }) => testCase.kind === kind);
  if (own.length === 0) return [];
  const isSeen = ({ id }: Bug): boolean => {
    return DTYPES.every((dtype) => own.some(({ kills }) => kills[dtype].includes(id)));
  };
  const canShow = ({ kinds }: Bug): boolean => kinds.some((one) => one === kind);
  const cannotShow = bugs.filter((bug) => !canShow(bug));
  const missed = bugs.filter((bug) => canShow(bug) && !isSeen(bug));
  return [
    {
      kind,
      numberOfCases: own.length,
      cannotShow: cannotShow.map(({ id }) => id),
      missed: missed.map(({ id }) => id),
    },
  ];
}

function killsNothing(kills: Kills): boolean {
  return DTYPES.every((dtype) => kills[dtype].length === 0);
}

/** What cases are for that find no mistake in a training program. */
const PURPOSES: Readonly<Partial<Record<Kind, string>>> = {
  canary: "numbers are read and written as they are",
  random: "the generator draws the numbers of others",
  reject: "what cannot be carried out is refused",
};

function idleCase({ testCase: { id, kind } }: Certified): IdleCase {
  return { id, purpose: PURPOSES[kind] ?? null };
}

/** The smaller cases first in everything, so that they are preferred. */
function quickOf(
  certified: readonly Certified[],
  smallestFirst: readonly Certified[],
): Certificate["quick"] {
  const { names, atLeast } = smallSubset(
    smallestFirst.map(({ testCase, kills }) => ({
      name: testCase.id,
      elements: DTYPES.flatMap((dtype) => kills[dtype].map((bug) => `${dtype} ${bug}`)),
    })),
  );
  const smallest = (is: (testCase: Case) => boolean): string | undefined => {
    return smallestFirst.find(({ testCase }) => is(testCase))?.testCase.id;
  };
  const others = [
    ...DTYPES.map((dtype) =>
      smallest(({ kind, config }) => kind === "canary" && config.dtype === dtype),
    ),
    smallest(({ kind }) => kind === "reject"),
  ];
  const ids = certified.map(({ testCase }) => testCase.id);
  return {
    cases: ids.filter((id) => names.includes(id) || others.includes(id)),
    killers: names.length,
    atLeast,
  };
}

/** How many cases must kill each bug, in each dtype. */
export const MIN_KILLS = 2;

/** The bugs that fewer than {@link MIN_KILLS} cases kill, in words. */
export function shortfalls({ bugs }: Certificate): string[] {
  return bugs.flatMap((bug) =>
    DTYPES.filter((dtype) => bug[dtype].kills < MIN_KILLS).map((dtype) => {
      return `${bug.id}: expected at least ${MIN_KILLS} cases that kill it in ${dtype}, got ${bug[dtype].kills}`;
    }),
  );
}
