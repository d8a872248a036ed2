/** Training on a text as text for a terminal. */
import { counted } from "../conformance/formatError.ts";
import type { Parts } from "../data/parts.ts";
import type { Comparison, RoundBits, TextResult } from "../text/result.ts";
import { judgedName, NOT_JUDGED, OTHER_DATA, partsText } from "./judgedText.ts";
import { printable } from "./printable.ts";
import { tableText } from "./terminal.ts";
import { columns, wrapped } from "./wrap.ts";

/** What is about to be trained on what. */
export function textHeading(
  result: Pick<
    TextResult,
    "file" | "characters" | "vocabularySize" | "parts" | "otherData" | "hiddenSize" | "length"
  >,
): string {
  const { file, characters, vocabularySize, parts, otherData, hiddenSize, length } = result;
  const lines = [
    `${printable(file)}: ${counted(characters, "character")}, ${vocabularySize} different`,
    partsText(parts, "round"),
    `network: D = O = ${vocabularySize}, H = ${hiddenSize}, an update every ${counted(length, "character")}`,
    ...(otherData ? [OTHER_DATA] : []),
  ];
  return lines.map((line) => wrapped(line)).join("\n");
}

/** What the baselines need, before anything is trained. */
export function baselinesText(found: Comparison, parts: Parts): string {
  const needs = Object.entries(found).map(([name, value]) => `${name} ${figure(value)}`);
  return wrapped(`bits per character of the ${judgedName(parts)} part: ${needs.join(", ")}`);
}

export function roundHeading(): string {
  return roundCells("round", "characters", "training", "validation");
}

/** A round's bits per character. */
export function roundLine({ round, characters, training, validation }: RoundBits): string {
  return roundCells(String(round), String(characters), figure(training), figure(validation));
}

function roundCells(
  round: string,
  characters: string,
  training: string,
  validation: string,
): string {
  return `${round.padStart(5)}${characters.padStart(13)}${training.padStart(11)}${validation.padStart(11)}`;
}

/** Bits per character. */
export function figure(value: number | null): string {
  return value === null ? "-" : value.toFixed(4);
}

/** A sample, indented, in lines as wide as the terminal at most; what steers a terminal is shown as its code. */
export function sampleText(text: string): string {
  const width = Math.max(1, columns() - 4);
  return printable(text)
    .split("\n")
    .flatMap((line) => {
      const characters = [...line.replaceAll("\t", "  ")];
      const pieces = Math.max(1, Math.ceil(characters.length / width));
      return Array.from({ length: pieces }, (_, n) =>
        `  | ${characters.slice(n * width, (n + 1) * width).join("")}`.trimEnd(),
      );
    })
    .join("\n");
}

/** Why the training has ended, and which round the model is of. */
export function endText({ stoppedBy, rounds, roundsDone, bestRound }: TextResult): string {
  const best =
    bestRound === 0
      ? stoppedBy === "abort"
        ? "no round was finished, the network is as it began"
        : "the network is not trained"
      : `the best is that after ${bestRound} of ${counted(roundsDone, "round")}`;
  switch (stoppedBy) {
    case "load":
      return `as trained before: ${best}`;
    case "rounds":
      return best;
    case "patience":
      if (rounds.length === 0) {
        return wrapped(
          `not trained, since the loss has not fallen for ${counted(roundsDone - bestRound, "round")}, which only a larger --patience allows: ${best}`,
        );
      }
      return `stopped since the loss falls no more: ${best}`;
    case "abort":
      return `interrupted: ${best}`;
    case "diverged":
      return wrapped(
        `stopped since it diverged, which a lower --learning-rate or --clip prevents: ${best}`,
      );
  }
}

/** The network beside the baselines, and in words which of them it beats. */
export function comparisonText(
  result: Pick<TextResult, "bitsPerCharacter" | "parts" | "stoppedBy">,
): string {
  const { bitsPerCharacter: found, parts } = result;
  if (found === null) return "nothing was held out: nothing to compare by";
  const names = Object.keys(found);
  const table = tableText(
    ["bits per character", ...names],
    [[judgedName(parts), ...names.map((name) => figure(found[name]))]],
  );
  return `${table}\n${wrapped(comparisonVerdict(found, parts), "", "")}`;
}

/** Which baselines need more bits than the network, and which do not; and what that is worth. */
export function comparisonVerdict(
  { network, ...baselines }: Comparison,
  parts: TextResult["parts"],
): string {
  if (network === undefined) return `The network was ${NOT_JUDGED}.`;
  const chosen =
    parts.test > 0
      ? ""
      : " The network's round was chosen by the same part, the baselines were not.";
  return `${beatenText(network, baselines)}${chosen}`;
}

function beatenText(network: number, baselines: Comparison): string {
  const names = Object.keys(baselines);
  const beaten = names.filter((name) => network < baselines[name]);
  const others = names.filter((name) => !beaten.includes(name));
  const list = (some: readonly string[]): string =>
    some
      .map((name) => `the ${name}`)
      .join(", ")
      .replace(/, (?=[^,]*$)/, " and ");
  if (beaten.length === 0) return `The network beats none of ${list(others)}.`;
  if (others.length === 0) return `The network beats all of ${list(beaten)}.`;
  return `The network beats ${list(beaten)}; it does not beat ${list(others)}.`;
}
