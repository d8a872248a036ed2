/**
 * The settings as an address holds them: `preset=sane&leave=E16&truncate=window:3`. Only what differs
 * from the preset is written; the settings of `as-published` are the empty query.
 *
 * | key | value |
 * | --- | --- |
 * | `preset` | `as-published`, `corrected` or `sane` |
 * | `mend` | errata mended beyond the preset's: `E01,E02` |
 * | `leave` | errata that the preset mends, left as they are |
 * | `start` | `uniform`, `centred` or `glorot`; mends E15 or leaves it |
 * | `activation` | `sigmoid`, `tanh`, `relu` or `identity` |
 * | `truncate` | `full`, `window:HOPS` or `chunk:K1:K2` |
 * | `clip` | `value:LIMIT`, `norm:LIMIT` or `off` |
 * | `rate` | the learning rate |
 * | `epochs`, `hidden`, `length`, `seed` | whole numbers |
 */
import { STARTS } from "../article/network.ts";
import { PRESETS } from "../article/settings.ts";
import { describe, requireOneOf } from "../numerics/require.ts";
import { ACTIVATIONS } from "../rnn/activation.ts";
import type { Clipping } from "../rnn/clip.ts";
import type { Truncation } from "../rnn/truncation.ts";
import {
  type LabChanges,
  type LabSettings,
  labSettings,
  SWITCHED_ERRATA,
  type SwitchedErratum,
} from "./settings.ts";

/** What is written of one setting, and read back. */
interface Key {
  readonly write: (settings: LabSettings) => string;
  readonly read: (text: string) => LabChanges;
}

const KEYS: Readonly<Record<string, Key>> = {
  start: {
    write: ({ start }) => start,
    read: (text) => ({ start: oneOf("start", text, STARTS) }),
  },
  activation: {
    write: ({ activation }) => activation,
    read: (text) => ({ activation: oneOf("activation", text, ACTIVATIONS) }),
  },
  truncate: {
    write: ({ truncation }) => truncationText(truncation),
    read: (text) => ({ truncation: truncationOf(text) }),
  },
  clip: { write: ({ clip }) => clipText(clip), read: (text) => ({ clip: clippingOf(text) }) },
  rate: {
    write: ({ learningRate }) => numberText(learningRate),
    read: (text) => ({ learningRate: numberOf("rate", text) }),
  },
  epochs: numberKey("epochs"),
  hidden: numberKey("hidden"),
  length: numberKey("length"),
  seed: numberKey("seed"),
};

function numberKey(name: "epochs" | "hidden" | "length" | "seed"): Key {
  return {
    write: (settings) => numberText(settings[name]),
    read: (text) => ({ [name]: numberOf(name, text) }),
  };
}

const ALL_KEYS: readonly string[] = ["preset", "mend", "leave", ...Object.keys(KEYS)];

/** The preset of the empty query. */
const [FIRST] = PRESETS;

/** The settings as a query, without the question mark; what {@link settingsFromQuery} reads. */
export function settingsToQuery(settings: LabSettings): string {
  const { preset, mended } = settings;
  const defaults = labSettings(preset);
  const mend = mended.filter((id) => !defaults.mended.includes(id));
  const leave = defaults.mended.filter((id) => !mended.includes(id));
  const parts = [
    ...(preset === FIRST ? [] : [`preset=${preset}`]),
    ...(mend.length > 0 ? [`mend=${mend.join(",")}`] : []),
    ...(leave.length > 0 ? [`leave=${leave.join(",")}`] : []),
  ];
  for (const [name, { write }] of Object.entries(KEYS)) {
    const text = write(settings);
    if (text !== write(defaults)) parts.push(`${name}=${text}`);
  }
  return parts.join("&");
}

/**
 * The settings that a query holds, with or without its question mark, percent-encoded or not.
 *
 * @throws {RangeError} naming the first key that is unknown, given twice, or has no such value
 */
export function settingsFromQuery(query: string): LabSettings {
  const values = valuesOf(query);
  const preset = oneOf("preset", values.get("preset") ?? FIRST, PRESETS);
  const defaults = labSettings(preset).mended;
  const mend = errataOf("mend", values.get("mend"));
  const leave = errataOf("leave", values.get("leave"));
  const both = mend.find((id) => leave.includes(id));
  if (both) throw new RangeError(`leave: expected none that is to be mended, got ${both}`);
  let changes: LabChanges = { mended: [...defaults, ...mend].filter((id) => !leave.includes(id)) };
  for (const [name, text] of values) changes = { ...changes, ...KEYS[name]?.read(text) };
  return labSettings(preset, changes);
}

/** The values by key, each key once. */
function valuesOf(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const part of query.replace(/^\?/, "").split("&")) {
    if (part === "") continue;
    const [name, text, ...rest] = decoded(part).split("=");
    if (!ALL_KEYS.includes(name)) {
      throw new RangeError(`query: expected ${ALL_KEYS.join(", ")}, got ${describe(name)}`);
    }
    if (text === undefined || rest.length > 0) {
      throw new RangeError(`${name}: expected ${name}=VALUE, got ${describe(decoded(part))}`);
    }
    if (values.has(name)) throw new RangeError(`${name}: expected once, got it twice`);
    values.set(name, text);
  }
  return values;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new RangeError(`query: expected percent-encoded UTF-8, got ${describe(part)}`, { cause });
  }
}

function oneOf<Name extends string>(label: string, text: string, names: readonly Name[]): Name {
  requireOneOf(label, text, names);
  return text;
}

function errataOf(label: string, text: string | undefined): SwitchedErratum[] {
  if (text === undefined) return [];
  return text.split(",").map((id) => oneOf(label, id, SWITCHED_ERRATA));
}

/** `full`, `window:HOPS` or `chunk:K1:K2`. */
export function truncationText(truncation: Truncation): string {
  switch (truncation.kind) {
    case "full":
      return "full";
    case "window":
      return `window:${truncation.hops}`;
    case "chunk":
      return `chunk:${truncation.k1}:${truncation.k2}`;
  }
}

function truncationOf(text: string): Truncation {
  if (text === "full") return { kind: "full" };
  const hops = /^window:(\d+)$/.exec(text);
  if (hops) return { kind: "window", hops: Number(hops[1]) };
  const chunk = /^chunk:(\d+):(\d+)$/.exec(text);
  if (chunk) return { kind: "chunk", k1: Number(chunk[1]), k2: Number(chunk[2]) };
  throw new RangeError(
    `truncate: expected full, window:HOPS or chunk:K1:K2, got ${describe(text)}`,
  );
}

/** `value:LIMIT`, `norm:LIMIT` or `off`. */
export function clipText(clip: Clipping | null): string {
  return clip ? `${clip.kind}:${numberText(clip.limit)}` : "off";
}

function clippingOf(text: string): Clipping | null {
  if (text === "off") return null;
  const [, kind, limit] = /^(value|norm):(.*)$/.exec(text) ?? [];
  if (kind !== "value" && kind !== "norm") {
    throw new RangeError(`clip: expected value:LIMIT, norm:LIMIT or off, got ${describe(text)}`);
  }
  return { kind, limit: numberOf("clip", limit) };
}

/** The shortest decimal that is the number; without a plus, which a query takes for a space. */
function numberText(value: number): string {
  return String(value).replace("+", "");
}

function numberOf(label: string, text: string): number {
  if (!/^\d+(\.\d+)?(e-?\d+)?$/.test(text)) {
    throw new RangeError(`${label}: expected a number, got ${describe(text)}`);
  }
  return Number(text);
}
