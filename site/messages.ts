/** What the page and its worker say to each other. */
import type { EngineName } from "../src/engine/engine.ts";
import type {
  GoldenName,
  GradientFlow,
  LabCheck,
  LabResult,
  LabSettings,
  PairSizes,
  ShownLoss,
  WeightSizes,
} from "../src/lab/index.ts";

/** To a worker. A new run ends the one before; a check is of no run, and can be made beside it. */
export type Order =
  | { readonly kind: "run" | "check"; readonly run: number; readonly settings: LabSettings }
  | { readonly kind: "goldens" };

/** From the worker; `run` is the number of the order. */
export type Answer =
  | { readonly kind: "engine"; readonly engine: EngineName }
  | { readonly kind: "epochs"; readonly run: number; readonly epochs: readonly ShownLoss[] }
  | { readonly kind: "result"; readonly run: number; readonly result: LabResult }
  | { readonly kind: "inside"; readonly run: number; readonly inside: Inside }
  | { readonly kind: "check"; readonly run: number; readonly check: LabCheck }
  | { readonly kind: "golden"; readonly name: GoldenName; readonly sha256: string }
  /** null where it is not known what failed, and where it was no run */
  | { readonly kind: "failed"; readonly run: number | null; readonly message: string };

/** What a network is like inside, before its first update and after its last. */
export interface Inside {
  readonly start: Moment;
  readonly end: Moment;
}

/** The network at one time of its training, looked at by the first training record. */
export interface Moment {
  /** T×H, row by row */
  readonly states: Float64Array;
  /** the part of units and steps that pass next to nothing on, 0 to 1 */
  readonly saturated: number;
  readonly flow: GradientFlow;
  readonly pairs: PairSizes;
  readonly weights: WeightSizes;
  /** ‖g − g*‖ / ‖g*‖, both as an update applies them; NaN where g* is zero */
  readonly distance: number;
}
