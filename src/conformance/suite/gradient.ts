/** How the cases of gradients are put together. */
import { about, drawnSequence, type SequenceRecipe } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

/**
 * A case by its name, why it exists, what it is about beyond what its inputs tell, and how its
 * numbers are drawn. For large ones differences for every entry would take too long.
 */
export function gradient(
  name: string,
  comment: string,
  flags: readonly Flag[],
  recipe: SequenceRecipe,
): Draft<"gradient"> {
  const { config, inputs, themes } = drawnSequence(recipe);
  const how = flags.includes("Large") ? "ByReversePass" : "ByDefinition";
  const known = about(`gradient-${name}`, comment, [how, ...themes, ...flags]);
  return { kind: "gradient", ...known, config, inputs };
}
