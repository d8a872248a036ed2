/** The verdict of the gradient check on what a run takes for the gradient. */
import { entrywise } from "../../src/gradcheck/report.ts";
import { clipText, type LabCheck } from "../../src/lab/index.ts";
import { labelled } from "../../src/report/chart.ts";
import { errorMaps } from "../../src/report/gradcheckCharts.ts";
import { html, scroll } from "../../src/report/html.ts";
import type { Figure } from "../figures.ts";
import type { Inside } from "../messages.ts";

/** @param width of the plots together, in pixels */
export function checkFigure(check: LabCheck, inside: Inside | null, width: number): Figure {
  const { report } = check;
  const oracles = Object.keys(report.oracles);
  const names = Object.keys(report.tensors);
  const [chart] = errorMaps(report, width < 560);
  return {
    chart: chart ?? null,
    words: `${inside ? ownSizeInWords(check, inside) : ""}${askedInWords(check)} ${inWords(check)}`,
    table: scroll(
      "What each oracle says of each tensor of the gradient",
      html`<table>
<thead><tr><th scope="col">tensor</th><th scope="col">verdict</th>${oracles.map((oracle) => html`<th scope="col">${oracle}</th>`)}<th scope="col">reasons</th></tr></thead>
<tbody>${names.map((name) => {
        const tensor = report.tensors[name];
        return html`<tr><th scope="row">${name}</th><td>${tensor.verdict}</td>${oracles.map((oracle) => html`<td>${tensor.oracles[oracle]}</td>`)}<td class="text">${tensor.reasons.join("; ")}</td></tr>
`;
      })}</tbody>
</table>`,
    ),
  };
}

const VERDICT_WORDS = {
  pass: "It passes: this is the gradient",
  fail: "It fails: this is not the gradient",
  vacuous:
    "The check is vacuous: some of the gradient cannot be told from zero, so nothing was tested there",
  inconclusive: "The check is inconclusive: the oracles cannot tell",
} as const;

function inWords({ report, standing, distance }: LabCheck): string {
  const tensors = Object.entries(report.tensors).map(([name, { verdict }]) => `${name} ${verdict}`);
  const worst =
    report.worst && report.verdict === "fail"
      ? ` Worst: ${report.worst.path} is ${labelled(report.worst.analytic)}, and should be ${labelled(report.worst.numeric)}.`
      : "";
  const of =
    standing.length === 0
      ? "no erratum of the gradient in force"
      : `${standing.join(", ")} in force`;
  const away =
    distance > 0
      ? ` It is ${labelled(distance)} times the true gradient's length away from it.`
      : "";
  const sharpest = entrywise(report)?.oracle;
  const by = sharpest ? `, by ${Object.keys(report.oracles).length} oracles` : "";
  return `${VERDICT_WORDS[report.verdict]} (${tensors.join(", ")})${by}; with ${of}.${worst}${away}`;
}

/** Which network the oracles are asked of, and in what it is another than the run's. */
function askedInWords({ settings, hidden: H, length: T, limit }: LabCheck): string {
  const isOwn = H === settings.hidden && T === settings.length;
  const network = isOwn
    ? `The oracles are asked of the run's own network before its first update (H = ${H}, T = ${T})`
    : `The run's own network (H = ${settings.hidden}, T = ${settings.length}) is too large to ask the oracles of ` +
      `while you wait. They are asked of a small substitute with the same switches: H = ${H}, T = ${T}, its ` +
      `weights drawn anew by the start “${settings.start}” from seed ${settings.seed}`;
  const clipping =
    limit === null
      ? ""
      : ` E10 clips there at ${labelled(limit)} instead of the run's ${labelled(settings.clip?.limit ?? Infinity)}: ` +
        "half the largest entry of the true gradient, so that there is something to clip.";
  return `${network}, with the first training window.${clipping}`;
}

/** How far off it is in the run itself, as the updates apply it; nothing where it cannot be said. */
function ownSizeInWords(check: LabCheck, { start, end }: Inside): string {
  const [before, after] = [start.distance, end.distance];
  if (!(before > 0 || after > 0)) return "";
  const { clip } = check.settings;
  const away = (distance: number): string =>
    Number.isFinite(distance) ? labelled(distance) : "no number";
  const clipped = clip ? `, both clipped as an update applies them (${clipText(clip)})` : "";
  return (
    "In the run itself what is applied is away from the true gradient by this many times the true one's " +
    `length: ${away(before)} before training, ${away(after)} after${clipped}. `
  );
}
