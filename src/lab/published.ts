/** Whether a run of the laboratory is the published one. */
import { clipText, truncationText } from "./query.ts";
import { ERRATUM_IDS, isMended, type LabSettings, labSettings } from "./settings.ts";

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
  const choices = CHOICES.flatMap(([name, text]) => {
    const [here, there] = [text(settings), text(published)];
    return here === there ? [] : [`${name} is ${here}, not ${there}`];
  });
  return [...errata, ...choices];
}

/** E15 and E16 speak for the start and the input already. */
const CHOICES: readonly (readonly [name: string, text: (settings: LabSettings) => string])[] = [
  ["the activation", ({ activation }) => activation],
  ["the truncation", ({ truncation }) => truncationText(truncation)],
  ["the clipping", ({ clip }) => clipText(clip)],
  ["the learning rate", ({ learningRate }) => String(learningRate)],
  ["the hidden size", ({ hidden }) => String(hidden)],
  ["the length", ({ length }) => String(length)],
  ["the seed", ({ seed }) => String(seed)],
];
