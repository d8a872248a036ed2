/** The cases that come with the package, and the choice of some of them. */
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import { distance } from "fastest-levenshtein";
import { shown } from "../conformance/formatError.ts";
import { type Case, KINDS, type Kind } from "../conformance/kinds.ts";
import { loadQuick } from "../conformance/load.ts";
import { UsageError } from "./command.ts";

/** The folder of the manifest; the way to it is the same from `src` and from the compiled `dist`. */
export const FIXTURES: string = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** What the options that choose cases say. */
export interface Choice {
  readonly kind?: readonly Kind[];
  readonly only?: readonly string[];
  readonly quick?: true;
}

/**
 * The cases that are of one of the kinds, are among those named, and are quick, as far as each is
 * asked for; in the order of the suite.
 *
 * @param folder where the suite's certificate is
 * @throws {UsageError} when there is no case of an id, or none that is all that is asked for
 * @throws {FormatError} when the certificate is not as it should be
 */
export function chosenCases(
  suite: readonly Case[],
  { kind, only, quick }: Choice,
  folder: string,
): readonly Case[] {
  for (const id of only ?? []) requireCase(suite, id);
  const quickIds = quick && new Set(loadQuick(folder));
  const chosen = suite.filter(
    (one) =>
      (kind?.includes(one.kind) ?? true) &&
      (only?.includes(one.id) ?? true) &&
      (quickIds?.has(one.id) ?? true),
  );
  if (chosen.length === 0)
    throw new UsageError("no case is all that --kind, --only and --quick ask for");
  return chosen;
}

/**
 * The case of an id.
 *
 * @param place where the id was found, as the message begins
 * @throws {UsageError} naming those that are nearest, when there is none
 */
export function requireCase(cases: readonly Case[], id: string, place = ""): Case {
  const found = cases.find((one) => one.id === id);
  if (found) return found;
  const ids = cases.map((one) => one.id);
  const nearest = nearestIds(ids, id);
  throw new UsageError(`${place}there is no case ${shown(id)}; nearest: ${nearest.join(", ")}`);
}

/** Three ids: those that have the text in them first, then by the changes that lead from one to it. */
function nearestIds(ids: readonly string[], text: string): string[] {
  const rank = (id: string): number => distance(id, text) - (id.includes(text) ? 1000 : 0);
  return ids.toSorted((a, b) => rank(a) - rank(b)).slice(0, 3);
}

/** A kind; each use of the option adds one. */
function collectKind(text: string, before: readonly Kind[] = []): readonly Kind[] {
  const kind = KINDS.find((one) => one === text);
  if (!kind) throw new InvalidArgumentError(`Expected one of ${KINDS.join(", ")}.`);
  return [...before, kind];
}

/** A case's id; each use of the option adds one. */
export function collectId(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Gives a command the options that {@link chosenCases} reads, but for --only. */
export function withChoice(command: Command): Command {
  return command
    .option("--kind <kind>", "only cases of this kind; may be given again", collectKind)
    .option("--quick", "only a few that find every mistake that any of them finds");
}
