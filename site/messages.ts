/** What the page and its worker say to each other. */
import type { GoldenName } from "../src/article/goldens.ts";
import type { EngineName } from "../src/engine/engine.ts";
import type { LabResult, ShownLoss } from "../src/lab/run.ts";
import type { LabSettings } from "../src/lab/settings.ts";
import type { GradientFlow, PairSizes } from "../src/lab/trace.ts";

/** To the worker. A new run ends the one before; the goldens wait for it. */
export type Order =
  | { readonly kind: "run"; readonly run: number; readonly settings: LabSettings }
  | { readonly kind: "goldens" };

/** From the worker; `run` is the number of the order. */
export type Answer =
  | { readonly kind: "engine"; readonly engine: EngineName }
  | { readonly kind: "epoch"; readonly run: number; readonly epochs: readonly ShownLoss[] }
  | { readonly kind: "result"; readonly run: number; readonly result: LabResult }
  | { readonly kind: "inside"; readonly run: number; readonly inside: Inside }
  | { readonly kind: "golden"; readonly name: GoldenName; readonly sha256: string }
  | { readonly kind: "failed"; readonly message: string };

/** What a network is like inside, before its first update and after its last. */
export interface Inside {
  readonly start: Moment;
  readonly end: Moment;
  readonly check: CheckShown;
}

/** The network at one time of its training, looked at by one record. */
export interface Moment {
  /** T×H, row by row */
  readonly states: Float64Array;
  /** the part of units and steps that pass next to nothing on, 0 to 1 */
  readonly saturated: number;
  readonly flow: GradientFlow;
  readonly pairs: PairSizes;
}
