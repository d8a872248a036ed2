/** How far gradients are from the expected ones, in proportion to them. */
import type { Judged } from "../../src/conformance/checkReport.ts";

/**
 * The largest relative error of a tensor in the answers to cases of the kind gradient: the largest
 * |got − expected| of its entries, over its largest |expected|. Entry by entry it would say more of the
 * sums that cancel out than of the program. Tensors of zeros are left out.
 *
 * @returns NaN where a number is missing
 */
export function gradientError(judged: readonly Judged[]): number {
  let worst = 0;
  for (const { testCase, answer } of judged) {
    if (testCase.kind !== "gradient") continue;
    const { loss: _, ...gradients } = testCase.expected;
    const result: unknown = answer.kind === "result" ? answer.result : undefined;
    for (const [name, tensor] of Object.entries(gradients)) {
      const expected = [tensor].flat(2);
      const got = [Object(result)[name]].flat(2).map(Number);
      const largest = Math.max(...expected.map(Math.abs));
      if (largest === 0) continue;
      const error = Math.max(...expected.map((value, n) => Math.abs(got[n] - value)));
      worst = Math.max(worst, error / largest);
    }
  }
  return worst;
}
