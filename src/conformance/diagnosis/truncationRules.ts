/** From the pairs that single cases show to one rule that accounts for all of them. */
import type { Truncation } from "../../rnn/truncation.ts";
import { SUMMED } from "../bugs/bug.ts";
import { RIGHT } from "../bugs/right.ts";
import { type Candidate, candidateOf } from "./candidate.ts";
import { type TruncationReading, takes } from "./truncation.ts";

type Of<K extends Truncation["kind"]> = Extract<Truncation, { readonly kind: K }>;

/** What is taken where a truncation of one kind is asked for. */
interface Rule {
  readonly kind: Truncation["kind"];
  readonly said: string;
  readonly taken: (asked: Truncation) => Truncation;
}

/** Programs that truncate otherwise, in the way that the readings show. */
export function truncationRules(readings: readonly TruncationReading[]): Candidate[] {
  let combined: (readonly Rule[])[] = [[]];
  for (const kind of ["full", "window", "chunk"] as const) {
    const rules = rulesFor(kind, readings);
    if (rules.length === 0) continue;
    combined = combined.flatMap((others) => rules.map((rule) => [...others, rule]));
  }
  return combined.filter((rules) => rules.length > 0).map(candidateWith);
}

function candidateWith(rules: readonly Rule[]): Candidate {
  const taken = (asked: Truncation): Truncation =>
    rules.find(({ kind }) => kind === asked.kind)?.taken(asked) ?? asked;
  const said = rules.map((rule) => rule.said);
  const mistake = {
    id: `truncation-${said.join("-").replaceAll(/[^a-z0-9]+/g, "-")}`,
    title: `The truncation is another: ${said.join("; ")}`,
    explanation:
      "Which steps a loss reaches was read off the gradients. Everything else in them is right.",
    kinds: SUMMED,
    seams: {
      start: (asked: Truncation, t: number, T: number): number =>
        Math.min(t, RIGHT.start(taken(asked), t, T)),
    },
  };
  const { predict, causes } = candidateOf([mistake]);
  return { predict, causes: causes.map((cause) => ({ ...cause, origin: "truncation" })) };
}

/** The rules that hold in every reading of a kind; none where the truncation is as asked. */
function rulesFor(kind: Truncation["kind"], readings: readonly TruncationReading[]): Rule[] {
  const ofKind = readings.filter(
    ({ asked, conventions }) => asked.kind === kind && conventions.length > 0,
  );
  if (ofKind.every(({ missing, extra }) => missing.length + extra.length === 0)) return [];
  const rules = ofKind.flatMap(({ asked, conventions }) =>
    conventions
      .filter((convention) => !isWindow(convention))
      .flatMap((convention) => [...relativeRules(asked, convention), fixedRule(kind, convention)]),
  );
  const distinct = new Map(rules.map((rule) => [rule.said, rule]));
  return [...distinct.values()].filter(({ taken }) =>
    ofKind.every((reading) => takes(taken(reading.asked), reading)),
  );
}

/** A chunk with an update at every step: the same as a window, which is listed beside it. */
function isWindow(convention: Truncation): boolean {
  return convention.kind === "chunk" && convention.k1 === 1;
}

/** The convention whatever the numbers are that were asked for. */
function fixedRule(kind: Truncation["kind"], convention: Truncation): Rule {
  const said = `${truncationText(convention)} wherever ${ASKED[kind]} is asked for`;
  return { kind, said, taken: () => convention };
}

const ASKED: Readonly<Record<Truncation["kind"], string>> = {
  full: "the full gradient",
  window: "a window",
  chunk: "a chunk",
};

/** Rules that go by the numbers that were asked for. */
function relativeRules(asked: Truncation, got: Truncation): Rule[] {
  if (asked.kind === "window" && got.kind === "window") {
    const more = got.hops - asked.hops;
    return [
      ruleFor("window", `windows of k${signed(more)} hops for k`, ({ hops }) => ({
        kind: "window",
        hops: Math.max(0, hops + more),
      })),
    ];
  }
  if (asked.kind === "window" && got.kind === "chunk" && got.k1 === got.k2) {
    const more = got.k1 - asked.hops;
    return [
      ruleFor("window", `chunks of k${signed(more)} steps for windows of k hops`, ({ hops }) => {
        const k = Math.max(1, hops + more);
        return { kind: "chunk", k1: k, k2: k };
      }),
    ];
  }
  if (asked.kind === "chunk" && got.kind === "chunk") {
    const [more1, more2] = [got.k1 - asked.k1, got.k2 - asked.k2];
    const said = `k1${signed(more1)} for k1 and k2${signed(more2)} for k2`;
    return [
      ruleFor("chunk", said, ({ k1, k2 }) => ({
        kind: "chunk",
        k1: Math.max(1, k1 + more1),
        k2: Math.max(1, k2 + more2),
      })),
    ];
  }
  if (asked.kind === "chunk" && got.kind === "window") {
    return (["k1", "k2"] as const).map((name) => {
      const more = got.hops - asked[name];
      const said = `windows of ${name}${signed(more)} hops for chunks`;
      return ruleFor("chunk", said, (chunk) => ({
        kind: "window",
        hops: Math.max(0, chunk[name] + more),
      }));
    });
  }
  return [];
}

function ruleFor<K extends Truncation["kind"]>(
  kind: K,
  said: string,
  taken: (asked: Of<K>) => Truncation,
): Rule {
  const isOfKind = (asked: Truncation): asked is Of<K> => asked.kind === kind;
  return { kind, said, taken: (asked) => (isOfKind(asked) ? taken(asked) : asked) };
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
