/** Whether a run of the laboratory is the published one. */
import { differentChoices } from "./choices.ts";
import { ERRATUM_IDS, isMended, type LabSettings, labSettings } from "./settings.ts";

/** E15 speaks for the start already, and the number of epochs may differ. */
const SAID_OTHERWISE: readonly (keyof LabSettings)[] = ["start", "epochs"];

/** Errata of what the article prints of its run in the end, not of the run and its losses. */
const OF_THE_RMSE: readonly string[] = ["E12", "E13"];

/**
 * In what the settings differ from those of the published losses, in words; the number of epochs may.
 * Empty where the losses can be held against the published table.
 */
export function differencesFromPublished(settings: LabSettings): readonly string[] {
  const published = labSettings("as-published");
  const errata = ERRATUM_IDS.filter(
    (id) => !OF_THE_RMSE.includes(id) && isMended(settings, id) !== isMended(published, id),
  ).map((id) => `${id} is ${isMended(settings, id) ? "mended" : "left as it is"}`);
  const choices = differentChoices(published, settings)
    .filter(({ key }) => !SAID_OTHERWISE.includes(key))
    .map(({ name, before, after }) => `the ${name} is ${after}, not ${before}`);
  return [...errata, ...choices];
}
