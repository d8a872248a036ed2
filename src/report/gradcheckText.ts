/** A gradient check as text for a terminal of 80 columns. */
import type { CheckReport, Opinion } from "../gradcheck/report.ts";
import type { Verdict } from "../gradcheck/verdict.ts";
import { tableText } from "./terminal.ts";
import { wrapped } from "./wrap.ts";

/** The verdict, a line for each tensor, what each oracle says of it, and why it is not a pass. */
export function checkText(report: CheckReport): string {
  const remarks = report.remarks.map((remark) => `Note: ${remark}.`);
  return [
    tensorTable(report),
    "",
    wrapped(
      "Largest relative error by each oracle; for taylor the power of h (2 is right):",
      "",
      "",
    ),
    oracleTable(report),
    ...reasons(report).flatMap((reason) => ["", wrapped(reason)]),
    ...remarks.flatMap((remark) => ["", wrapped(remark)]),
    "",
    wrapped(`${report.verdict.toUpperCase()}: ${SUMMARY[report.verdict]}`, "", ""),
  ].join("\n");
}

const SUMMARY: Readonly<Record<Verdict, string>> = {
  pass: "every tensor agrees with every oracle that could tell.",
  fail: "this is not the gradient of the loss.",
  inconclusive: "nothing speaks against it, but the oracles could not tell.",
  vacuous: "nothing speaks against it, but not all of it was tested.",
};

/** Each tensor's verdict and its worst entry. */
function tensorTable({ tensors }: CheckReport): string {
  const head = ["tensor", "verdict", "worst entry", "analytic", "numeric", "rel. error"];
  const rows = Object.entries(tensors).map(([name, { verdict, worst }]): [string, ...string[]] => {
    return [
      name,
      verdict,
      worst ? worst.path : "–",
      worst ? brief(worst.analytic) : "–",
      worst ? brief(worst.numeric) : "–",
      worst ? worst.relativeError.toExponential(1) : "–",
    ];
  });
  return tableText(head, rows);
}

/** Seven significant digits, and a plain 0 where it is one. */
function brief(value: number): string {
  return value === 0 ? "0" : value.toPrecision(7);
}

const MARKS: Readonly<Record<Verdict, string>> = {
  pass: "",
  fail: " ✗",
  inconclusive: " ?",
  vacuous: " 0",
};

function oracleTable({ tensors, oracles }: CheckReport): string {
  const names = Object.keys(oracles);
  const rows = Object.keys(tensors).map((tensor): [string, ...string[]] => {
    const cells = names.map((oracle) => {
      const finding = oracles[oracle][tensor];
      return figure(finding) + MARKS[finding.verdict];
    });
    return [tensor, ...cells];
  });
  const legend = ["✗ fails", "? cannot tell", "0 nothing to tell from zero"];
  return `${tableText(["", ...names], rows)}\n${wrapped(legend.join("   "))}`;
}

function figure(finding: Opinion[string]): string {
  if ("maxRelativeError" in finding) return finding.maxRelativeError.toExponential(1);
  if ("slope" in finding) return finding.slope === null ? "–" : finding.slope.toFixed(2);
  return "–";
}

/** Why, once for each tensor that does not pass: what the first oracle of that verdict says. */
function reasons({ tensors }: CheckReport): string[] {
  return Object.entries(tensors).flatMap(([name, { verdict, reasons: all }]) =>
    all.length === 0 ? [] : [`${name} ${verdict}: ${all[0]}.`],
  );
}
