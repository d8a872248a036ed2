/** A stand-in: what our own network answers, with a generous tolerance. */
import type { Case } from "../kinds.ts";
import { referenceAnswer } from "../reference.ts";
import type { Draft } from "../suite/draft.ts";

export function answered(draft: Draft): Case {
  const answer = referenceAnswer(draft);
  if (answer.kind === "error" && draft.kind === "trajectory") {
    const slow = { ...draft, inputs: { ...draft.inputs, learningRate: 0 } };
    return { ...answered(slow), inputs: draft.inputs } as Case;
  }
  const own = answer.kind === "result" ? Object(answer.result) : { error: true };
  const factors = (value: object): object =>
    Object.fromEntries(Object.keys(value).map((name) => [name, 1e4]));
  let expected = own;
  let errorFactor = draft.kind === "reject" ? {} : factors(own);
  if (draft.kind === "canary" || draft.kind === "random") errorFactor = { values: 0 };
  if (draft.kind === "pairs") {
    const rows = own.pairs as (object[] | null)[];
    errorFactor = { pairs: rows.map((row) => row?.map(factors) ?? null) };
  }
  if (draft.kind === "trajectory") {
    const { trainLoss, ...rest } = own;
    const n = trainLoss.length;
    expected = {
      ...own,
      horizon: { float64: n, float32: n },
      ranges: { float64: [], float32: [] },
    };
    errorFactor = { ...factors(rest), trainLoss: trainLoss.map(() => 1e4) };
  }
  return { ...draft, expected, errorFactor, kills: [] } as Case;
}
