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
import { PRESETS, type Preset } from "../article/settings.ts";
import { describe, requireOneOf } from "../numerics/require.ts";
import { ACTIVATIONS } from "../rnn/activation.ts";
import type { Clipping } from "../rnn/clip.ts";
import type { Truncation } from "../rnn/truncation.ts";
import {
  changed,
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

/** What a query says, as far as it says anything. */
export interface QueryReading {
  readonly settings: LabSettings;
  /** the parts that are no settings, as `key=value`, at most {@link LONGEST_PART} characters of each */
  readonly ignored: readonly string[];
}

/** More of what is ignored is not to be repeated. */
const LONGEST_PART = 40;

/** The settings that a query holds, whatever else it holds: each part that is one counts. */
export function readQuery(query: string): QueryReading {
  const { settings, problems } = reading(query);
  return { settings, ignored: problems.map(({ part }) => shortened(part)) };
}

function shortened(part: string): string {
  const letters = [...part];
  return letters.length <= LONGEST_PART ? part : `${letters.slice(0, LONGEST_PART - 1).join("")}…`;
}

/**
 * The settings that a query holds, with or without its question mark, percent-encoded or not.
 *
 * @throws {RangeError} naming a key that is unknown, given twice, or has no such value
 */
export function settingsFromQuery(query: string): LabSettings {
  const { settings, problems } = reading(query);
  if (problems.length > 0) throw problems[0].error;
  return settings;
}

/** A part of a query that is no setting, and why. */
interface Problem {
  readonly part: string;
  readonly error: unknown;
}

function reading(query: string): { settings: LabSettings; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const attempt = (part: string, take: () => void): void => {
    try {
      take();
    } catch (error) {
      problems.push({ part, error });
    }
  };
  const values = new Map<string, string>();
  for (const part of query.replace(/^\?/, "").split("&")) {
    if (part === "") continue;
    attempt(part, () => {
      const text = decoded(part);
      attempt(text, () => takePart(values, text));
    });
  }
  let preset: Preset = FIRST;
  const named = values.get("preset");
  if (named !== undefined) {
    attempt(`preset=${named}`, () => {
      preset = oneOf("preset", named, PRESETS);
    });
  }
  const errata = (key: "mend" | "leave", take: (id: SwitchedErratum) => void): void => {
    for (const id of values.get(key)?.split(",") ?? []) {
      attempt(`${key}=${id}`, () => take(oneOf(key, id, SWITCHED_ERRATA)));
    }
  };
  const mend: SwitchedErratum[] = [];
  const leave: SwitchedErratum[] = [];
  errata("mend", (id) => mend.push(id));
  errata("leave", (id) => {
    if (mend.includes(id)) {
      throw new RangeError(`leave: expected none that is to be mended, got ${id}`);
    }
    leave.push(id);
  });
  const mended = [...labSettings(preset).mended, ...mend].filter((id) => !leave.includes(id));
  let settings = labSettings(preset, { mended });
  for (const [name, { read }] of Object.entries(KEYS)) {
    const text = values.get(name);
    if (text === undefined) continue;
    attempt(`${name}=${text}`, () => {
      settings = changed(settings, read(text));
    });
  }
  return { settings, problems };
}

/** Notes the value of a `key=value`, each key once. */
function takePart(values: Map<string, string>, part: string): void {
  const [name, text, ...rest] = part.split("=");
  if (!ALL_KEYS.includes(name)) {
    throw new RangeError(`query: expected ${ALL_KEYS.join(", ")}, got ${describe(name)}`);
  }
  if (text === undefined || rest.length > 0) {
    throw new RangeError(`${name}: expected ${name}=VALUE, got ${describe(part)}`);
  }
  if (values.has(name)) throw new RangeError(`${name}: expected once, got it twice`);
  values.set(name, text);
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
