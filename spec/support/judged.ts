/** Results to judge: the right one of each kind's sample, and the same with one value changed. */
import { type Answer, type Judgement, judge } from "../../src/conformance/compare.ts";
import type { Dtype } from "../../src/conformance/dtype.ts";
import { type Case, casesOf, type Kind } from "../../src/conformance/kinds.ts";
import { copyOf, type Path, put, sampleFile } from "./caseFiles.ts";

/** The case of a kind's sample file. */
export function sample(kind: Kind): Case {
  return casesOf(sampleFile(kind))[0];
}

/** What is expected, as a result that may be changed. */
export function rightResult(testCase: Case): object {
  const tensors = copyOf(testCase.expected) as object;
  if (testCase.kind === "trajectory") {
    Reflect.deleteProperty(tensors, "horizon");
    Reflect.deleteProperty(tensors, "ranges");
  }
  return tensors;
}

export function answer(result: unknown): Answer {
  return { kind: "result", result };
}

/** Judges the right result of a sample with one value changed. */
export function judged(
  kind: Kind,
  path: Path,
  value: unknown,
  dtype: Dtype = "float64",
): Judgement {
  const testCase = sample(kind);
  const result = rightResult(testCase);
  if (path.length > 0) put(result, path, value);
  return judge(testCase, answer(result), dtype);
}
