/** The kinds of cases, and a case with its kind beside it. */
import type { CasesFile } from "./types.ts";

/** What a case asks for. */
export type Kind = CasesFile["kind"];

type FileOf<K extends Kind> = Extract<CasesFile, { readonly kind: K }>;

/** In the order in which an implementer would take them. */
export const KINDS: readonly Kind[] = [
  "canary",
  "random",
  "activation",
  "loss",
  "forward",
  "gradient",
  "pairs",
  "clip",
  "step",
  "trajectory",
  "reject",
];

/** A case of one kind. */
export type CaseOf<K extends Kind> = { readonly kind: K } & FileOf<K>["cases"][number];

/** A case of any kind, told apart by `kind`. */
export type Case = { [K in Kind]: CaseOf<K> }[Kind];

/** The cases of a file, each with its kind. */
export function casesOf(file: CasesFile): Case[] {
  return file.cases.map((testCase) => ({ kind: file.kind, ...testCase }) as Case);
}
