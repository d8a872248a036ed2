/**
 * The laboratory: everything that a page about the article's run shows, computed from one settings
 * object. Nothing of it needs Node or a browser; a worker can run it as it is.
 */
export type { Golden, GoldenName } from "../article/goldens.ts";
export type { Start } from "../article/network.ts";
export type { Predictions, RunResult } from "../article/plan.ts";
export type { Preset } from "../article/settings.ts";
export { CHECKED, gradientDistance, type LabCheck, labCheck } from "./check.ts";
export { type Difference, differentChoices } from "./choices.ts";
export { type Choice, conflicts, explain, type Note, standing } from "./explain.ts";
export { type GoldenStep, goldenSteps } from "./goldens.ts";
export { labStart } from "./plan.ts";
export { differencesFromPublished } from "./published.ts";
export {
  clipText,
  type QueryReading,
  readQuery,
  settingsFromQuery,
  settingsToQuery,
  truncationText,
} from "./query.ts";
export {
  type LabEpoch,
  type LabResult,
  type LossUnit,
  labResult,
  labRun,
  lossesAs,
  lossUnit,
  type ShownLoss,
} from "./run.ts";
export {
  changed,
  ERRATUM_IDS,
  type ErratumId,
  isMended,
  type LabChanges,
  type LabSettings,
  LIMITS,
  labSettings,
  requireLabSettings,
  SWITCHED_ERRATA,
  type SwitchedErratum,
  withErratum,
} from "./settings.ts";
export {
  type GradientFlow,
  gradientFlow,
  type LabTrace,
  labTrace,
  type PairSizes,
  pairSizes,
  type WeightSizes,
  weightSizes,
} from "./trace.ts";
