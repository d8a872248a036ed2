/**
 * Where right programs differ by more than rounding, and so no case is to be drawn: at relu's kink,
 * whose derivative is a matter of convention, and where exponentials or tolerances run out of range.
 */
import type { NetworkConfig } from "../../rnn/config.ts";
import { parametersFrom, sequenceFrom } from "../convert.ts";
import type { SolvedCase } from "../diagnosis/evidence.ts";
import { answeredUnconfirmed } from "../expected/answered.ts";
import { LARGEST_FACTOR } from "../expected/factors.ts";
import { type BoundedPass, finishedPass } from "../expected/passBounds.ts";
import type { ParameterArrays, TrainingRecord } from "../types.ts";
import type { SolvedDraft } from "./drafts.ts";

/** e^±64 is in the range of binary32, with room for a sum of them. */
const LARGEST_LOGIT = 64;

/** The case of a draft, unless right programs may fail it. */
export function fairCase(draft: SolvedDraft): SolvedCase | undefined {
  if (!isFair(draft)) return undefined;
  const testCase = answeredUnconfirmed(draft) as SolvedCase | undefined;
  return testCase && isWithinRange(testCase) ? testCase : undefined;
}

/**
 * Whether the derivative of relu is taken nowhere but where rounding, in either dtype, leaves no doubt
 * on which side of the kink it is, and softmax sees no large numbers. Of a training only the first
 * epoch is looked at.
 */
function isFair(draft: SolvedDraft): boolean {
  switch (draft.kind) {
    case "activation":
      return draft.config.activation !== "relu" || draft.inputs.a.every((a) => a !== 0);
    case "forward":
      return isMeasured(draft.config, draft.inputs.parameters, { ...draft.inputs, y: [[0]] });
    case "gradient":
    case "pairs":
    case "step":
      return isRunFair(draft.config, draft.inputs.parameters, draft.inputs);
    case "trajectory": {
      const { parameters, records } = draft.inputs;
      return records.every((record) => isRunFair(draft.config, parameters, record));
    }
    default:
      return true;
  }
}

function isRunFair(
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): boolean {
  return isOffKinks(config, parameters, record) && isMeasured(config, parameters, record);
}

function isOffKinks(
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): boolean {
  if (config.activation !== "relu") return true;
  const { pass, forward } = passOf(config, parameters, record);
  return pass.trace.a.data.every((a, n) => Math.abs(a) > forward.a.data[n]);
}

function isMeasured(
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): boolean {
  if (config.output !== "softmax") return true;
  const { trace } = passOf(config, parameters, record).pass;
  return trace.o.data.every((o) => Math.abs(o) <= LARGEST_LOGIT);
}

function passOf(
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): BoundedPass {
  return finishedPass("float32", config, parametersFrom(parameters), sequenceFrom(record));
}

/** Tolerances have a largest value; and the losses of a training say how large its outputs became. */
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
