/** What the settings mean where that is not plain: which choice is not in force, and why. */
import { GRADIENT_ERRATA, type GradientErratum } from "../article/errata.ts";
import { firstStep } from "../gradcheck/frozenLoss.ts";
import { ERRATUM_IDS, type ErratumId, isMended, type LabSettings } from "./settings.ts";

/** A switch of the page. */
export type Choice = ErratumId | Exclude<keyof LabSettings, "preset" | "mended">;

export interface Note {
  readonly about: Choice;
  /** false: the switch changes nothing as the others are, and the sentence says why */
  readonly inForce: boolean;
  readonly sentence: string;
}

/** Everything there is to say about the settings, in the order of the errata, then of the choices. */
export function explain(settings: LabSettings): readonly Note[] {
  const moot = ERRATUM_IDS.flatMap((about): Note[] => {
    const sentence = mootReason(settings, about);
    return sentence === null ? [] : [{ about, inForce: false, sentence }];
  });
  return [...moot, ...consequences(settings)];
}

/** The switches that change nothing as the others are, each with the reason. */
export function conflicts(settings: LabSettings): Readonly<Partial<Record<Choice, string>>> {
  const idle = explain(settings).filter(({ inForce }) => !inForce);
  return Object.fromEntries(idle.map(({ about, sentence }) => [about, sentence]));
}

/** Errata about signals that go back through time, and into dU and dW only. */
const OF_SIGNALS: readonly ErratumId[] = ["E05", "E06", "E07", "E08", "E09"];

/** Why it makes no difference whether the erratum is mended; null where it makes one. */
export function mootReason(settings: LabSettings, id: ErratumId): string | null {
  const { activation, clip } = settings;
  const mended = (...ids: GradientErratum[]): boolean => ids.every((e) => isMended(settings, e));
  if (OF_SIGNALS.includes(id) && !isMended(settings, "E01") && !isMended(settings, "E02")) {
    return "While E01 and E02 stand, what flows back reaches neither dU nor dW.";
  }
  if (id === "E03" && mended("E01", "E02", "E04")) {
    return "With E01, E02 and E04 mended only the last step has terms, and nothing to carry on.";
  }
  if (id === "E05" && (activation === "relu" || activation === "identity")) {
    return `The derivative of ${activation} is the same taken at a as at s.`;
  }
  if (id === "E06" && activation === "identity") {
    return "The derivative of the identity is 1 at every step.";
  }
  if (id === "E06" && isMended(settings, "E04") && hopsOfLastLoss(settings) === 0) {
    return "With E04 mended only a signal that hops back is multiplied by a derivative of another step.";
  }
  if ((id === "E07" || id === "E08") && hopsOfLastLoss(settings) === 0) {
    return "Without a hop back there is no other step than step t.";
  }
  if (id === "E10" && clip?.kind !== "value") {
    return clip
      ? "Partial sums are clipped by value only; by norm the finished gradient is clipped."
      : "Nothing is clipped.";
  }
  if (id === "E12" && isMended(settings, "E16")) {
    return "With one input column for all steps the whole window cannot enter at a step.";
  }
  return null;
}

/** Those of E01–E10 that stand and change the gradient; none is the gradient of `rnn/`. */
export function standing(settings: LabSettings): readonly GradientErratum[] {
  return GRADIENT_ERRATA.filter(
    (id) => !isMended(settings, id) && mootReason(settings, id) === null,
  );
}

/** How many hops the loss at the last step reaches back. */
function hopsOfLastLoss({ truncation, length: T }: LabSettings): number {
  return T - 1 - firstStep(truncation, T - 1, T);
}

function consequences(settings: LabSettings): Note[] {
  const { activation, truncation, seed } = settings;
  const notes: Note[] = [];
  const note = (about: Choice, sentence: string): void => {
    notes.push({ about, inForce: true, sentence });
  };
  if (!isMended(settings, "E13")) {
    note("E13", "The listing's last line does not run, so that there is no RMSE.");
  }
  if (!isMended(settings, "E14")) {
    note(
      "E14",
      `No seed is stated: this run, of seed ${seed}, is one of many, and nothing can be held against it.`,
    );
  }
  const isListing = standing(settings).length > 0;
  if (isListing && activation !== "sigmoid") {
    note(
      "activation",
      `The listing knows only the sigmoid: this is its program with ${activation}.`,
    );
  }
  if (isListing && truncation.kind === "full") {
    note("truncation", "The listing counts hops: here as many as there are.");
  }
  if (truncation.kind === "chunk") {
    note(
      "truncation",
      `The only loss is at the last step, so that these chunks are the window of ${truncation.k2 - 1} hops.`,
    );
  }
  return notes;
}
