/** All cases as they are asked, in the order of their kinds. */
import { ACTIVATION } from "./activation.ts";
import { CANARY } from "./canary.ts";
import { CLIP } from "./clip.ts";
import type { Draft } from "./draft.ts";
import { FORWARD, LARGE_FORWARD } from "./forward.ts";
import { GRID } from "./gradientGrid.ts";
import { REGIMES } from "./gradientRegimes.ts";
import { LARGE_GRADIENTS, SHAPES_AND_ZEROS } from "./gradientShapes.ts";
import { TRUNCATION_EDGES } from "./gradientTruncation.ts";
import { LOSS } from "./loss.ts";
import { PAIRS } from "./pairs.ts";
import { RANDOM } from "./random.ts";
import { REJECT } from "./reject.ts";
import { STEP } from "./step.ts";
import { CHAOTIC_TRAJECTORY, LARGE_TRAJECTORY, TRAJECTORY } from "./trajectory.ts";

/** The suite. Ids and numbers never change: what was wrong gets a new id. */
export const DRAFTS: readonly Draft[] = [
  ...CANARY,
  ...RANDOM,
  ...ACTIVATION,
  ...LOSS,
  ...FORWARD,
  ...LARGE_FORWARD,
  ...GRID,
  ...TRUNCATION_EDGES,
  ...REGIMES,
  ...SHAPES_AND_ZEROS,
  ...LARGE_GRADIENTS,
  ...PAIRS,
  ...CLIP,
  ...STEP,
  ...TRAJECTORY,
  ...CHAOTIC_TRAJECTORY,
  ...LARGE_TRAJECTORY,
  ...REJECT,
];
