/** The form: what its controls say of the settings, and what a change of one makes of them. */

import {
  conflicts,
  ERRATUM_IDS,
  explain,
  isMended,
  type LabSettings,
  labSettings,
  withErratum,
} from "../src/lab/index.ts";
import { CHANGES, refusalInWords } from "./changes.ts";
import { all, control, element } from "./dom.ts";
import { changesInWords } from "./words.ts";

/**
 * Calls back with the settings that each change leads to, and with the control's id where it has more
 * than two values; what a control holds that leads to none is said beside it.
 */
export function listen(
  current: () => LabSettings,
  onChange: (next: LabSettings, control: string | null) => void,
): void {
  for (const id of ERRATUM_IDS) {
    const box = control(id, HTMLInputElement);
    box.addEventListener("change", () => onChange(withErratum(current(), id, box.checked), null));
  }
  for (const [id, change] of Object.entries(CHANGES)) {
    const field = fieldOf(id);
    field.addEventListener("change", () => {
      let next: LabSettings;
      try {
        next = change(current(), field.value);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        field.setAttribute("aria-invalid", "true");
        const label = field.labels?.[0]?.textContent ?? id;
        element(`${id}-problem`).textContent = refusalInWords(label, error);
        return;
      }
      onChange(next, id);
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
    element(`${id}-problem`).textContent = "";
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
