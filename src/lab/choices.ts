/** The choices that a run leaves beside the errata: how each is called, and what it is set to. */
import { clipText, truncationText } from "./query.ts";
import type { LabSettings } from "./settings.ts";

/** A choice in which two settings differ. */
export interface Difference {
  readonly key: keyof LabSettings;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const CHOICES: readonly (readonly [
  key: keyof LabSettings,
  name: string,
  text: (settings: LabSettings) => string,
])[] = [
  ["start", "start", ({ start }) => start],
  ["activation", "activation", ({ activation }) => activation],
  ["truncation", "truncation", ({ truncation }) => truncationText(truncation)],
  ["clip", "clipping", ({ clip }) => clipText(clip)],
  ["learningRate", "learning rate", ({ learningRate }) => String(learningRate)],
  ["epochs", "epochs", ({ epochs }) => String(epochs)],
  ["hidden", "hidden size", ({ hidden }) => String(hidden)],
  ["length", "window length", ({ length }) => String(length)],
  ["seed", "seed", ({ seed }) => String(seed)],
];

/** In which choices two settings differ, errata aside. */
export function differentChoices(before: LabSettings, after: LabSettings): readonly Difference[] {
  return CHOICES.flatMap(([key, name, text]) => {
    const [was, is] = [text(before), text(after)];
    return was === is ? [] : [{ key, name, before: was, after: is }];
  });
}
