/** From the pairs that single cases show to one rule that accounts for all of them. */
import type { Truncation } from "../../rnn/truncation.ts";
import { SUMMED } from "../bugs/bug.ts";
import { RIGHT } from "../bugs/right.ts";
import { type Candidate, candidateOf } from "./candidate.ts";
import { type TruncationReading, takes } from "./truncation.ts";

type Kind = Truncation["kind"];
type Of<K extends Kind> = Extract<Truncation, { readonly kind: K }>;

/** What is taken where a truncation of one kind is asked for. */
interface Rule<K extends Kind> {
  /** empty where it is what was asked for */
  readonly said: string;
  readonly taken: (asked: Of<K>) => Truncation;
}

/** Programs that truncate otherwise, in the way that the readings show. */
export function truncationRules(readings: readonly TruncationReading[]): Candidate[] {
  const ofFull = rulesFor("full", readings, () => []);
  const ofWindow = rulesFor("window", readings, rulesOfWindows);
  const ofChunk = rulesFor("chunk", readings, rulesOfChunks);
  return ofFull.flatMap((full) =>
    ofWindow.flatMap((window) =>
      ofChunk.flatMap((chunk) => {
        const said = [full, window, chunk].map((rule) => rule.said).filter((text) => text !== "");
        return said.length > 0 ? [candidateWith(said, { full, window, chunk })] : [];
      }),
    ),
  );
}

function candidateWith(
  said: readonly string[],
  rules: { readonly [K in Kind]: Rule<K> },
): Candidate {
  const taken = (asked: Truncation): Truncation => {
    switch (asked.kind) {
      case "full":
        return rules.full.taken(asked);
      case "window":
        return rules.window.taken(asked);
      case "chunk":
        return rules.chunk.taken(asked);
    }
  };
  const { predict, causes } = candidateOf([
    {
      id: `truncation-${said.join("-").replaceAll(/[^a-z0-9]+/g, "-")}`,
      title: `The truncation is another: ${said.join("; ")}`,
      explanation:
        "Which steps a loss reaches was read off the gradients. Everything else in them is right.",
      kinds: SUMMED,
      seams: { start: (asked, t, T) => Math.min(t, RIGHT.start(taken(asked), t, T)) },
    },
  ]);
  return { predict, causes: causes.map((cause) => ({ ...cause, origin: "truncation" })) };
}

/** The rules that hold in every reading of a kind; the one that was asked for if that does. */
function rulesFor<K extends Kind>(
  kind: K,
  readings: readonly TruncationReading[],
  relative: (asked: Of<K>, got: Truncation) => Rule<K>[],
): Rule<K>[] {
  type Reading = TruncationReading & { readonly asked: Of<K> };
  const ofKind = readings.filter((reading): reading is Reading => reading.asked.kind === kind);
  const asAsked: Rule<K> = { said: "", taken: (asked) => asked };
  const rules = ofKind.flatMap(({ asked, conventions }) =>
    conventions
      .filter((convention) => !isWindow(convention))
      .flatMap((convention) => [...relative(asked, convention), fixedRule(kind, convention)]),
  );
  const known = new Map([asAsked, ...rules].map((rule) => [rule.said, rule]));
  const fitting = [...known.values()].filter(({ taken }) =>
    ofKind.every((reading) => takes(taken(reading.asked), reading)),
  );
  return fitting.includes(asAsked) ? [asAsked] : fitting;
}

/** A chunk with an update at every step: the same as a window, which is listed beside it. */
function isWindow(convention: Truncation): boolean {
  return convention.kind === "chunk" && convention.k1 === 1;
}

/** The convention whatever the numbers are that were asked for. */
function fixedRule<K extends Kind>(kind: K, convention: Truncation): Rule<K> {
  const said = `${truncationText(convention)} wherever ${ASKED[kind]} is asked for`;
  return { said, taken: () => convention };
}

const ASKED: Readonly<Record<Kind, string>> = {
  full: "the full gradient",
  window: "a window",
  chunk: "a chunk",
};

/** Rules that go by the hops that were asked for. */
function rulesOfWindows({ hops }: Of<"window">, got: Truncation): Rule<"window">[] {
  if (got.kind === "window") {
    const more = got.hops - hops;
    return [
      {
        said: `windows of k${signed(more)} hops for k`,
        taken: (asked) => ({ kind: "window", hops: Math.max(0, asked.hops + more) }),
      },
    ];
  }
  if (got.kind === "full") return [];
  const more = got.k1 - hops;
  return [
    {
      said: `chunks of k${signed(more)} steps for windows of k hops`,
      taken: (asked) => {
        const k = Math.max(1, asked.hops + more);
        return { kind: "chunk", k1: k, k2: k };
      },
    },
  ];
}

/** Rules that go by the k1 and the k2 that were asked for. */
function rulesOfChunks({ k1, k2 }: Of<"chunk">, got: Truncation): Rule<"chunk">[] {
  if (got.kind === "full") return [];
  if (got.kind === "chunk") {
    const [more1, more2] = [got.k1 - k1, got.k2 - k2];
    return [
      {
        said: `k1${signed(more1)} for k1 and k2${signed(more2)} for k2`,
        taken: (asked) => ({
          kind: "chunk",
          k1: Math.max(1, asked.k1 + more1),
          k2: Math.max(1, asked.k2 + more2),
        }),
      },
    ];
  }
  const windowsBy = (name: "k1" | "k2", more: number): Rule<"chunk"> => ({
    said: `windows of ${name}${signed(more)} hops for chunks`,
    taken: (asked) => ({ kind: "window", hops: Math.max(0, asked[name] + more) }),
  });
  return [windowsBy("k1", got.hops - k1), windowsBy("k2", got.hops - k2)];
}

/** What is added, as it stands after a letter; nothing for 0. */
function signed(more: number): string {
  if (more === 0) return "";
  return more > 0 ? ` + ${more}` : ` − ${-more}`;
}

/** A truncation in words. */
export function truncationText(truncation: Truncation): string {
  switch (truncation.kind) {
    case "full":
      return "the full gradient";
    case "window":
      return `a window of ${truncation.hops} ${truncation.hops === 1 ? "hop" : "hops"}`;
    case "chunk":
      return `chunks of k1 = ${truncation.k1}, k2 = ${truncation.k2}`;
  }
}
