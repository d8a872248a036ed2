/** The certificate for people: a page in Markdown. */
import { counted } from "./formatError.ts";
import type { LargestShare } from "./referenceJudgement.ts";
import type { Certificate, CertifiedBug, CertifiedKind, IdleCase } from "./types.ts";

/**
 * What the cases find, what they are blind to, and the quick choice of them.
 *
 * @param shares how close the reference comes to the tolerances; left out of the page when empty
 */
export function certificatePage(
  certificate: Certificate,
  shares: readonly LargestShare[] = [],
): string {
  const { numberOfBugs, numberOfCases, bugs, kinds, killsNothing, quick } = certificate;
  const parts = [
    "# What the cases find",
    `Written by \`npm run fixtures\` from the ${numberOfCases} cases and the catalogue of ${numberOfBugs} bugs; \`certificate.json\` has the whole table of bugs and cases. A bug is a mistake that people make in such a network. A case __kills__ it in a dtype when what the bug computes, rounded to the dtype, is beyond twice the tolerance, so that neither rounding nor another order of summation decides.`,
    "## Bugs",
    "How many cases kill each bug in float64 and in float32, and the smallest one that does: the one to look at first.",
    table(["bug", "what is wrong", "float64", "float32", "smallest case"], bugs.map(bugRow)),
    "## Blind spots",
    "A kind cannot show a mistake in a line that it never comes to. What it could show, and what its cases do not kill in one dtype or the other, is listed.",
    table(["kind", "cases", "cannot show", "misses"], kinds.map(kindRow)),
    "## Cases that kill nothing",
    idleText(killsNothing),
    "## The quick choice",
    quickText(certificate),
    quick.cases.map((id) => `- \`${id}\``).join("\n"),
  ];
  if (shares.length > 0) parts.push(...shareParts(shares));
  return `${parts.join("\n\n")}\n`;
}

function bugRow({ id, title, float64, float32 }: CertifiedBug): string[] {
  const smallest = code(float64.smallest);
  const other =
    float32.smallest === float64.smallest ? "" : `, in float32 ${code(float32.smallest)}`;
  return [`\`${id}\``, title, `${float64.kills}`, `${float32.kills}`, `${smallest}${other}`];
}

function kindRow({ kind, numberOfCases, cannotShow, missed }: CertifiedKind): string[] {
  return [
    kind,
    `${numberOfCases}`,
    counted(cannotShow.length, "bug"),
    missed.map(code).join(", ") || "none",
  ];
}

/** Cases of one purpose are counted; one that has none is named. */
function idleText(idle: readonly IdleCase[]): string {
  const purposes = [...new Set(idle.flatMap(({ purpose }) => purpose ?? []))];
  const rows = [
    ...purposes.map((purpose) => {
      const own = idle.filter((one) => one.purpose === purpose);
      return [own.length === 1 ? code(own[0].id) : `${own.length} cases`, purpose];
    }),
    ...idle.filter(({ purpose }) => purpose === null).map(({ id }) => [code(id), "__nothing__"]),
  ];
  return rows.length === 0 ? "None." : table(["case", "what it is for"], rows);
}

function quickText({ quick }: Certificate): string {
  const { cases, killers, atLeast } = quick;
  const bound = killers === atLeast ? "no fewer can" : `no fewer than ${atLeast} can`;
  return `These ${cases.length} cases are for every day: ${killers} of them kill every bug that any case kills, in both dtypes (${bound}), and the others see to it that numbers are read as they are and that the impossible is refused. They do not take the place of all cases: a mistake may be like none of the catalogue.`;
}

function shareParts(shares: readonly LargestShare[]): string[] {
  return [
    "## How tight the tolerances are",
    "The largest share of its tolerance that the network of this package, in float64, takes in any case of the kind.",
    table(
      ["kind", "share", "in the case"],
      shares.map(({ kind, share, id }) => [kind, share.toFixed(3), `\`${id}\``]),
    ),
  ];
}

function code(id: string | null): string {
  return id === null ? "none" : `\`${id}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
