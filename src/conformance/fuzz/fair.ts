/**
 * Where right programs differ by more than rounding, and so no case is to be drawn: where rounding
 * decides on which side of relu's kink a pre-activation falls, and where exponentials or tolerances run
 * out of range.
 */
import type { SolvedCase } from "../diagnosis/evidence.ts";
import { answeredUnconfirmed } from "../expected/answered.ts";
import { boundingMethod } from "../expected/bounds.ts";
import { CANCELLED } from "../expected/definedValues.ts";
import { forwardOver } from "../expected/solveOver.ts";
import type { Draft } from "../suite/draft.ts";
import type { SolvedDraft } from "./drafts.ts";

/** A tolerance of 1 in float64 would tell nothing. */
const LARGEST_FACTOR = 2 ** 53;

/** e^±64 is in the range of binary32, with room for a sum of them. */
const LARGEST_LOGIT = 64;

/** The case of a draft, unless right programs may fail it. */
export function fairCase(draft: SolvedDraft): SolvedCase | undefined {
  if (!isFair(draft)) return undefined;
  const testCase = answeredUnconfirmed(draft) as SolvedCase | undefined;
  return testCase && isWithinRange(testCase) ? testCase : undefined;
}

/**
 * Whether a network takes the derivative of relu nowhere but where rounding, in either dtype, leaves no
 * doubt on which side of the kink it is, and softmax sees no large numbers. Of a training only the first
 * epoch is looked at. An activation on its own is given its 0 exactly, and relu′(0) = 0 is agreed.
 */
function isFair(draft: SolvedDraft): boolean {
  switch (draft.kind) {
    case "forward":
      return isMeasured(draft);
    case "gradient":
    case "pairs":
    case "step":
      return isRunFair(draft);
    case "trajectory": {
      const { parameters, records } = draft.inputs;
      return records.every((record) =>
        isRunFair({ config: draft.config, inputs: { parameters, ...record } }),
      );
    }
    default:
      return true;
  }
}

/** A network and its run through a sequence. */
type Run = Pick<Draft<"forward">, "config" | "inputs">;

function isRunFair(run: Run): boolean {
  return isOffKinks(run) && isMeasured(run);
}

function isOffKinks(run: Run): boolean {
  if (run.config.activation !== "relu") return true;
  const draft = forwardDraft(run);
  const { a } = forwardOver(CANCELLED, draft);
  const { a: bounds } = forwardOver(boundingMethod("float32", draft), draft);
  return a.every((at, t) => at.every((ah, h) => Math.abs(ah) > bounds[t][h]));
}

function isMeasured(run: Run): boolean {
  if (run.config.output !== "softmax") return true;
  const { o } = forwardOver(CANCELLED, forwardDraft(run));
  return o.flat().every((ok) => Math.abs(ok) <= LARGEST_LOGIT);
}

function forwardDraft({ config, inputs }: Run): Draft<"forward"> {
  return { kind: "forward", id: "forward-fuzz", comment: "A run.", flags: [], config, inputs };
}

/** Tolerances that still tell something; and the losses of a training say how large its outputs became. */
function isWithinRange({ kind, config, expected, errorFactor }: SolvedCase): boolean {
  const factors = numbersIn(errorFactor);
  if (!factors.every((one) => one < LARGEST_FACTOR)) return false;
  if (kind !== "trajectory" || config.output !== "softmax") return true;
  return expected.trainLoss.every((loss) => loss <= LARGEST_LOGIT);
}

function numbersIn(tree: unknown): number[] {
  if (typeof tree === "number") return [tree];
  return typeof tree === "object" && tree !== null ? Object.values(tree).flatMap(numbersIn) : [];
}
