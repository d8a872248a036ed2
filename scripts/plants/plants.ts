/**
 * Every bug of the catalogue as a mistake in NumPy's example, by its id and in the catalogue's order.
 * There is none that could not be made there.
 */
import { ACCUMULATION_PLANTS } from "./accumulation.ts";
import { CARRY_PLANTS } from "./carry.ts";
import { CLIPPING_PLANTS } from "./clipping.ts";
import { HIDDEN_ERROR_PLANTS } from "./hiddenError.ts";
import { INDEX_PLANTS } from "./indices.ts";
import { OUTPUT_ERROR_PLANTS } from "./outputError.ts";
import type { Plants } from "./plant.ts";
import { STATE_PLANTS } from "./state.ts";
import { TRUNCATION_PLANTS } from "./truncation.ts";
import { UPDATE_PLANTS } from "./update.ts";

export const PLANTS: Plants = {
  ...STATE_PLANTS,
  ...OUTPUT_ERROR_PLANTS,
  ...HIDDEN_ERROR_PLANTS,
  ...CARRY_PLANTS,
  ...INDEX_PLANTS,
  ...TRUNCATION_PLANTS,
  ...ACCUMULATION_PLANTS,
  ...CLIPPING_PLANTS,
  ...UPDATE_PLANTS,
};
