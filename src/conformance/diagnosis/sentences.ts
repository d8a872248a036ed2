/** A diagnosis in words. */
import { BUGS } from "../bugs/catalogue.ts";
import { counted } from "../formatError.ts";
import type { Cause } from "./candidate.ts";
import type { Conclusion } from "./diagnosis.ts";
import type { Pair, TruncationReading } from "./truncation.ts";
import { truncationText } from "./truncationRules.ts";

/** What was found, what speaks for it, what was ruled out, and what else there is to be seen. */
export function sentencesOf(conclusion: Conclusion): string[] {
  return [
    ...elsewhereSentences(conclusion),
    ...verdictSentences(conclusion),
    ...supportSentences(conclusion),
    ...truncationSentences(conclusion.truncation),
    ...observationSentences(conclusion),
  ];
}

function verdictSentences({ verdict, causes, indistinguishable, cases }: Conclusion): string[] {
  if (verdict === "none") return ["No case failed, so there is no mistake to name."];
  if (verdict === "named") {
    if (causes.length === 1) return causes.map(said);
    return [
      "Two mistakes at once, that account for the answers only together:",
      ...causes.map(said),
    ];
  }
  if (cases.compared === 0) {
    return ["No failing answer has numbers that a mistake could be told from."];
  }
  if (indistinguishable.length === 0) {
    return [
      "No name for it: no mistake of the catalogue, no two of them, no plain transform of the right result and no other truncation accounts for every answer.",
    ];
  }
  const more = indistinguishable.length - MOST_ALTERNATIVES;
  return [
    indistinguishable.length === 1
      ? "No name for it, as nothing fits to within rounding. What comes nearest:"
      : "No name for it, as these cannot be told apart by the cases that were run:",
    ...indistinguishable.slice(0, MOST_ALTERNATIVES).map(listed),
    ...(more > 0 ? [`– and ${more} more`] : []),
  ];
}

/** Alternatives that are listed before the rest is counted. */
const MOST_ALTERNATIVES = 10;

function said({ title, explanation }: Cause): string {
  return `${title}. ${explanation}`;
}

function listed(causes: readonly Cause[]): string {
  return `– ${causes.map(({ title }) => title).join("; and: ")}`;
}

function supportSentences({ verdict, cases, runnerUp, ruledOut }: Conclusion): string[] {
  const sentences: string[] = [];
  if (verdict === "named") {
    const failing = counted(cases.compared, "failing answer");
    sentences.push(
      `This accounts for ${cases.compared === 1 ? "the one failing answer" : `all ${failing}`} and contradicts none of ${cases.passed} that passed.`,
    );
  }
  if (runnerUp) {
    const { cause, explained, of, against } = runnerUp;
    sentences.push(
      explained === 0
        ? `No ${verdict === "named" ? "other " : ""}mistake of the catalogue accounts for any of them.`
        : `The next best of the catalogue, “${cause.title}”, accounts for ${explained} of ${of}, and ${counted(against, "case speaks", "cases speak")} against it.`,
      `Ruled out as the only mistake: ${ruledOut.length} of the ${BUGS.length} of the catalogue.`,
    );
  }
  return sentences;
}

/** Ids or pairs that are listed before the rest is counted. */
const LISTED = 5;

function some(items: readonly string[]): string {
  const more = items.length - LISTED;
  return `${items.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function truncationSentences(readings: readonly TruncationReading[]): string[] {
  const other = readings.filter(({ missing, extra }) => missing.length + extra.length > 0);
  const asAsked = readings.length - other.length;
  const sentences = other.slice(0, LISTED).map(readingSentence);
  if (other.length > LISTED)
    sentences.push(`So it is in ${counted(other.length - LISTED, "more gradient")}.`);
  if (asAsked > 0) {
    sentences.push(
      `${counted(asAsked, "failing gradient is", "failing gradients are")} truncated as asked.`,
    );
  }
  return sentences;
}

function readingSentence({ id, asked, conventions, missing, extra }: TruncationReading): string {
  const wanted = truncationText(asked);
  if (conventions.length > 0)
    return `${id}: asked for ${wanted}, got ${truncationText(conventions[0])}.`;
  const parts = [
    ...(missing.length > 0 ? [`without ${pairsText(missing)}`] : []),
    ...(extra.length > 0 ? [`with ${pairsText(extra)}`] : []),
  ];
  return `${id}: asked for ${wanted}, got its pairs (t, i) ${parts.join(" and ")}.`;
}

function pairsText(pairs: readonly Pair[]): string {
  return some(pairs.map(([t, i]) => `(${t}, ${i})`));
}

/** What is to be seen, each thing once, with the cases that show it. */
function observationSentences({ observations }: Conclusion): string[] {
  const ids = new Map<string, string[]>();
  for (const { id, seen } of observations) ids.set(seen, [...(ids.get(seen) ?? []), id]);
  return [...ids].map(([seen, list]) => `Left aside: ${some(list)}: ${seen}.`);
}

function elsewhereSentences({ elsewhere }: Conclusion): string[] {
  const accepted = elsewhere.filter((id) => id.startsWith("reject-"));
  const misread = elsewhere.filter((id) => !id.startsWith("reject-"));
  const sentences: string[] = [];
  if (misread.length > 0) {
    sentences.push(
      `First look at ${some(misread)}: these are about no network, and what they find makes everything after them doubtful.`,
    );
  }
  if (accepted.length > 0) {
    sentences.push(
      `Not refused, though it cannot be computed: ${some(accepted)}. No other case depends on that.`,
    );
  }
  return sentences;
}
