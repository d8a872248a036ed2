/** The loss of one step and its derivative, also where a plain exponential overflows. */
import type { Output } from "../../rnn/loss.ts";
import { oneHot } from "../../rnn/sequence.ts";
import { about } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

function loss(
  output: Output,
  theme: string,
  comment: string,
  flags: readonly Flag[],
  { o, y }: { readonly o: readonly number[]; readonly y: readonly number[] },
): Draft<"loss"> {
  const own: readonly Flag[] = output === "softmax" ? ["Softmax"] : [];
  return {
    kind: "loss",
    ...about(`loss-${output}-${theme}`, comment, ["ByArithmetic", ...own, ...flags]),
    config: { output },
    inputs: { o: [...o], y: [...y] },
  };
}

function linear(
  theme: string,
  comment: string,
  flags: readonly Flag[],
  o: readonly number[],
  y: readonly number[],
): Draft<"loss"> {
  return loss("linear", theme, comment, flags, { o, y });
}

/** @param target the class whose entry of y is 1 */
function softmax(
  theme: string,
  comment: string,
  flags: readonly Flag[],
  o: readonly number[],
  target: number,
): Draft<"loss"> {
  return loss("softmax", theme, comment, flags, { o, y: Array.from(oneHot(target, o.length)) });
}

export const LOSS: readonly Draft<"loss">[] = [
  linear(
    "ordinary",
    "Three errors of different size and sign: a mean, a missing half or a wrong sign all show.",
    [],
    [0.5, -1.25, 2],
    [1, 0.75, -0.5],
  ),
  linear(
    "single",
    "One output, for which mean and sum agree and the half alone can be wrong.",
    [],
    [1.5],
    [-0.25],
  ),
  linear(
    "large",
    "Squares of large errors beside a small one, which a sum in low precision would swallow.",
    [],
    [1000, -1000, 0.125],
    [-1000, 1000, 0.25],
  ),
  softmax(
    "first",
    "The target is the first class, at which an index that starts from one goes astray.",
    [],
    [0.5, -1, 1.5],
    0,
  ),
  softmax(
    "last",
    "The target is the last class, at which an index that starts from one runs over the end.",
    [],
    [0.5, -1, 1.5, 0.25],
    3,
  ),
  softmax(
    "two-classes",
    "With two classes the softmax is a sigmoid of the difference.",
    [],
    [1.25, -0.75],
    1,
  ),
  softmax(
    "equal",
    "Equal outputs share the probability, and the loss is the logarithm of their number.",
    [],
    [0.75, 0.75, 0.75, 0.75],
    1,
  ),
  softmax(
    "single",
    "One class is certain: probability 1, and loss and error exactly zero.",
    ["Zeros"],
    [2.5],
    0,
  ),
  softmax(
    "large-100",
    "exp(100) overflows binary32 and not binary64, so this fails in one dtype only.",
    ["Overflow", "Saturated"],
    [100, 98.5, 99],
    1,
  ),
  softmax(
    "large-1000",
    "exp(1000) overflows everywhere: the largest output is to be subtracted first.",
    ["Overflow", "Saturated"],
    [1000, 999, 997.5],
    2,
  ),
  softmax(
    "large-negative",
    "All exponentials underflow to zero, and 0/0 is no probability.",
    ["Overflow", "Saturated"],
    [-1000, -1001, -998.5],
    0,
  ),
  softmax(
    "far-apart-wrong",
    "The target's probability underflows to zero; its logarithm must not be taken after that.",
    ["Overflow", "Saturated"],
    [1000, -1000, 100],
    1,
  ),
  softmax(
    "far-apart-right",
    "The target is as good as certain: the loss is nearly zero and must not be negative.",
    ["Overflow", "Saturated"],
    [-100, 100, 0],
    1,
  ),
];
