/**
 * Random drafts that fast-check shrinks as {@link simplerDrafts} says, from the failing draft itself:
 * its own shrinking would draw every number anew for each size it tries.
 */
import fc from "fast-check";
import type { Truncation } from "../../rnn/truncation.ts";
import type { SolvedKind } from "../bugs/solve.ts";
import { randomDrafts, type SolvedDraft } from "./drafts.ts";
import type { Limits } from "./networks.ts";
import { simplerDrafts } from "./simpler.ts";

/** More often truncated than not, mostly by less than the sequence is long. */
const truncation: fc.Arbitrary<Truncation> = fc.oneof(
  fc.constant<Truncation>({ kind: "full" }),
  {
    weight: 2,
    arbitrary: fc.nat({ max: 4 }).map((hops): Truncation => ({ kind: "window", hops })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 2 }))
      .map(([k1, more]): Truncation => ({ kind: "chunk", k1, k2: k1 + more })),
  },
);

/** Small enough to be told apart by eye, large enough for every mistake to show. */
const LIMITS: Limits = { maxSize: 4, maxSteps: 8, truncation };

/** What trainings are limited to: a case is many passes. */
const TRAINING: Limits = { maxSize: 3, maxSteps: 5, truncation };

/** Random drafts of a kind, to be shrunk. */
export function draftsToShrink(kind: SolvedKind): fc.Arbitrary<SolvedDraft> {
  return new ShrinkingDrafts(randomDrafts(kind, kind === "trajectory" ? TRAINING : LIMITS));
}

class ShrinkingDrafts extends fc.Arbitrary<SolvedDraft> {
  readonly #random: fc.Arbitrary<SolvedDraft>;

  constructor(random: fc.Arbitrary<SolvedDraft>) {
    super();
    this.#random = random;
  }

  /** Not biased towards small sizes and zeros, in which most mistakes do not show. */
  override generate(mrng: fc.Random): fc.Value<SolvedDraft> {
    return new fc.Value(this.#random.generate(mrng, undefined).value, 0);
  }

  /** Only what was drawn here is shrunk. */
  override canShrinkWithoutContext(_: unknown): _ is SolvedDraft {
    return false;
  }

  /**
   * Goes on where the last draft that still failed was found, and comes round to the others: those
   * before it have just been seen to pass, or nearly the same ones.
   *
   * @param context the place of the draft among those that it was tried with
   */
  override shrink(draft: SolvedDraft, context: unknown): fc.Stream<fc.Value<SolvedDraft>> {
    const from = Number(context);
    const all = (): fc.Stream<fc.Value<SolvedDraft>> => fc.stream(placed(simplerDrafts(draft)));
    return all().drop(from).join(all().take(from));
  }
}

function* placed(drafts: Iterable<SolvedDraft>): Generator<fc.Value<SolvedDraft>, void> {
  let place = 0;
  for (const draft of drafts) yield new fc.Value(draft, place++);
}
