/** What a change of each control makes of the settings, and how it is said that it makes nothing. */
import { STARTS } from "../src/article/network.ts";
import { changed, type LabSettings } from "../src/lab/index.ts";
import { ACTIVATIONS } from "../src/rnn/activation.ts";
import { USUAL } from "./truncations.ts";

/** How a control's text becomes other settings; it throws RangeError where the text has no such meaning. */
export type Change = (settings: LabSettings, text: string) => LabSettings;

/** By the id of the control. */
export const CHANGES: Readonly<Record<string, Change>> = {
  start: (settings, text) => changed(settings, { start: oneOf(STARTS, text) }),
  activation: (settings, text) => changed(settings, { activation: oneOf(ACTIVATIONS, text) }),
  truncation: (settings, text) =>
    changed(settings, { truncation: USUAL[oneOf(["full", "window", "chunk"], text)] }),
  hops: (settings, text) =>
    changed(settings, { truncation: { kind: "window", hops: numberOf(text) } }),
  k1: (settings, text) =>
    changed(settings, { truncation: { ...chunkOf(settings), k1: numberOf(text) } }),
  k2: (settings, text) =>
    changed(settings, { truncation: { ...chunkOf(settings), k2: numberOf(text) } }),
  clip: (settings, text) => {
    const kind = oneOf(["value", "norm", "off"], text);
    const clip = kind === "off" ? null : { kind, limit: settings.clip?.limit ?? USUAL_LIMIT };
    return changed(settings, { clip });
  },
  limit: (settings, text) =>
    changed(settings, { clip: { kind: settings.clip?.kind ?? "value", limit: numberOf(text) } }),
  learningRate: (settings, text) => changed(settings, { learningRate: numberOf(text) }),
  epochs: (settings, text) => changed(settings, { epochs: numberOf(text) }),
  hidden: (settings, text) => changed(settings, { hidden: numberOf(text) }),
  length: (settings, text) => changed(settings, { length: numberOf(text) }),
  seed: (settings, text) => changed(settings, { seed: numberOf(text) }),
};

/** The article's, for when clipping is switched on again. */
const USUAL_LIMIT = 10;

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined)
    throw new RangeError(`choice: expected ${names.join(", ")}, got ${text}`);
  return found;
}

/** An empty field is no number, and not zero. */
function numberOf(text: string): number {
  if (text.trim() === "") throw new RangeError("number: expected a number, got none");
  return Number(text);
}

function chunkOf({ truncation }: LabSettings): typeof USUAL.chunk {
  return truncation.kind === "chunk" ? truncation : USUAL.chunk;
}

/**
 * A refusal in the words of the page: its errors name what they refuse as the program does.
 *
 * @param label what the control is called on the page
 */
export function refusalInWords(label: string, { message }: Error): string {
  const reason = message.replace(/^[\w.]+: /, "");
  return `${label}: ${reason}. Nothing was changed.`;
}
