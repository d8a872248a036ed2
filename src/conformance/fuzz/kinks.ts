/** Where right programs may differ: at relu's kink, whose derivative is a matter of convention. */
import type { NetworkConfig } from "../../rnn/config.ts";
import { parametersFrom, sequenceFrom } from "../convert.ts";
import { finishedPass } from "../expected/passBounds.ts";
import type { ParameterArrays, TrainingRecord } from "../types.ts";
import type { SolvedDraft } from "./drafts.ts";

/**
 * Whether the draft takes the derivative of relu nowhere but where rounding, in either dtype, leaves
 * no doubt on which side of the kink it is. Of a training only the first epoch is looked at.
 */
export function isOffKinks(draft: SolvedDraft): boolean {
  switch (draft.kind) {
    case "activation":
      return draft.config.activation !== "relu" || draft.inputs.a.every((a) => a !== 0);
    case "gradient":
    case "pairs":
    case "step":
      return isRunOffKinks(draft.config, draft.inputs.parameters, draft.inputs);
    case "trajectory": {
      const { parameters, records } = draft.inputs;
      return records.every((record) => isRunOffKinks(draft.config, parameters, record));
    }
    default:
      return true;
  }
}

function isRunOffKinks(
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): boolean {
  if (config.activation !== "relu") return true;
  const sequence = sequenceFrom(record);
  const { pass, forward } = finishedPass("float32", config, parametersFrom(parameters), sequence);
  return pass.trace.a.data.every((a, n) => Math.abs(a) > forward.a.data[n]);
}
