/**
 * Early stopping: of all parameters that a training passes through, those with the lowest loss are kept,
 * measured best on what it does not learn from; and it ends when no lower one has come for long enough
 * (Prechelt 1998, "Early stopping – but when?").
 */
import { type Parameters, parameterArrays } from "./parameters.ts";

/** The parameters with the lowest loss so far. */
export interface Best {
  readonly parameters: Parameters;
  /** when they were measured; 0 while none was */
  readonly epoch: number;
  /** null while none was measured */
  readonly loss: number | null;
}

/** Of the best so far and what was measured now, the one to keep: the earlier of two as good. */
export function lower(best: Best, now: Best & { readonly loss: number }): Best {
  return now.loss < (best.loss ?? Infinity) ? now : best;
}

/** Whether the loss has not fallen for `patience` epochs in a row. */
export function isPatienceOver(
  best: Pick<Best, "epoch">,
  epoch: number,
  patience: number,
): boolean {
  return epoch - best.epoch >= patience;
}

/** Whether all numbers of a training are finite; when they are not, it has diverged. */
export function allFinite(losses: ArrayLike<number>, parameters: Parameters): boolean {
  return [Array.from(losses), ...parameterArrays(parameters)].every((values) =>
    values.every(Number.isFinite),
  );
}
