/** What is said of the part that judges, whatever was trained on. */
import type { Parts } from "../data/parts.ts";

/** Of a model that has seen more than the data it is used on. */
export const OTHER_DATA =
  "the model was trained on other data than these: of what it is judged on, some may have been trained on";

/** Of a training that was interrupted. */
export const NOT_JUDGED = "not judged, since it was interrupted: --load does so";

/** How the part that judges is called. */
export function judgedName({ test }: Parts): "test" | "validation" {
  return test > 0 ? "test" : "validation";
}

/** How much each part has. */
export function partsText({ training, validation, test }: Parts, counted: string): string {
  if (training === 0) return `${test} to judge by`;
  const chooses = validation > 0 ? `, ${validation} to choose the ${counted} by` : "";
  return `${training} to train on${chooses}, ${test > 0 ? test : "none"} to test`;
}
