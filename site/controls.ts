/** The form: what its controls say of the settings, and what a change of one makes of them. */

import { STARTS } from "../src/article/network.ts";
import {
  changed,
  conflicts,
  ERRATUM_IDS,
  explain,
  isMended,
  type LabSettings,
  labSettings,
  withErratum,
} from "../src/lab/index.ts";
import { ACTIVATIONS } from "../src/rnn/activation.ts";
import { all, control, element } from "./dom.ts";
import { USUAL } from "./truncations.ts";
import { changesInWords } from "./words.ts";

/** How a control's text becomes other settings; it throws where the text has no such meaning. */
type Change = (settings: LabSettings, text: string) => LabSettings;

const CHANGES: Readonly<Record<string, Change>> = {
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
  if (found === undefined) throw new RangeError(`expected ${names.join(", ")}, got ${text}`);
  return found;
}

/** An empty field is no number, and not zero. */
function numberOf(text: string): number {
  if (text.trim() === "") throw new RangeError("expected a number, got nothing");
  return Number(text);
}

function chunkOf({ truncation }: LabSettings): typeof USUAL.chunk {
  return truncation.kind === "chunk" ? truncation : USUAL.chunk;
}

/**
 * Calls back with the settings that each change leads to; what a control holds that leads to none is
 * said beside it.
 */
export function listen(current: () => LabSettings, onChange: (next: LabSettings) => void): void {
  for (const id of ERRATUM_IDS) {
    const box = control(id, HTMLInputElement);
    box.addEventListener("change", () => onChange(withErratum(current(), id, box.checked)));
  }
  for (const [id, change] of Object.entries(CHANGES)) {
    const field = fieldOf(id);
    field.addEventListener("change", () => {
      let next: LabSettings;
      try {
        next = change(current(), field.value);
      } catch (error) {
        if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
        field.setAttribute("aria-invalid", "true");
        note(id, `Not possible, nothing was changed: ${error.message}.`);
        return;
      }
      onChange(next);
    });
  }
}

/** Sets every control to what the settings say, and says of each what it does not do. */
export function show(settings: LabSettings): void {
  const { truncation, clip } = settings;
  for (const id of ERRATUM_IDS) control(id, HTMLInputElement).checked = isMended(settings, id);
  const values: Readonly<Record<string, string | number | null>> = {
    ...settings,
    mended: null,
    truncation: truncation.kind,
    hops: truncation.kind === "window" ? truncation.hops : null,
    k1: truncation.kind === "chunk" ? truncation.k1 : null,
    k2: truncation.kind === "chunk" ? truncation.k2 : null,
    clip: clip?.kind ?? "off",
    limit: clip?.limit ?? null,
  };
  for (const id of Object.keys(CHANGES)) {
    const value = values[id];
    const field = fieldOf(id);
    field.removeAttribute("aria-invalid");
    if (value !== null) field.value = String(value);
    element(`${id}-field`).hidden = value === null;
  }
  showNotes(settings);
  const changes = changesInWords(labSettings(settings.preset), settings);
  element("changes").textContent = changes && `Changed from ${settings.preset}: ${changes}.`;
  for (const link of all("[data-preset]")) {
    if (link.dataset["preset"] === settings.preset) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function showNotes(settings: LabSettings): void {
  const idle = new Set(Object.keys(conflicts(settings)));
  const sentences = new Map<string, string>();
  for (const { about, sentence } of explain(settings)) {
    sentences.set(about, [sentences.get(about), sentence].filter(Boolean).join(" "));
  }
  for (const id of [...ERRATUM_IDS, ...Object.keys(CHANGES)]) {
    const sentence = sentences.get(id);
    note(
      id,
      sentence === undefined ? "" : idle.has(id) ? `Changes nothing now: ${sentence}` : sentence,
    );
  }
}

function note(id: string, text: string): void {
  const place = element(`${id}-note`);
  place.textContent = text;
  place.hidden = text === "";
}

function fieldOf(id: string): HTMLInputElement | HTMLSelectElement {
  const field = element(id);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) return field;
  throw new TypeError(`${id}: expected a control, got ${field.tagName}`);
}
