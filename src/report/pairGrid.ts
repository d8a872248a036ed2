/** Which pairs (t, i) a gradient is the sum of, beside those that were asked for. */
import { type Check, mistruncated } from "../conformance/checkReport.ts";
import type { TruncationReading } from "../conformance/diagnosis/truncation.ts";
import { firstStep } from "../gradcheck/frozenLoss.ts";

/** Of the loss at step t through step i. */
export type Mark = "right" | "missing" | "extra" | "none";

/** What each mark is drawn as, and what it says. */
export const MARKS: Readonly<Record<Mark, readonly [sign: string, meaning: string]>> = {
  right: ["●", "asked for and found"],
  missing: ["○", "asked for, not found"],
  extra: ["+", "found, not asked for"],
  none: ["·", "neither"],
};

/** The pairs of one gradient. */
export interface DrawnPairs {
  readonly id: string;
  readonly marks: readonly (readonly Mark[])[];
}

/** A drawing of more steps than this is too large to be taken in. */
const MAX_STEPS = 12;

/** The gradient that shows the most of a truncation that is another than asked for, if there is any. */
export function drawnPairs({ judged, diagnosis }: Check): DrawnPairs | undefined {
  const [reading] = mistruncated(diagnosis)
    .filter(({ steps }) => steps <= MAX_STEPS)
    .toSorted((left, right) => wrongPairs(right) - wrongPairs(left) || left.steps - right.steps);
  const testCase = judged.map((one) => one.testCase).find(({ id }) => id === reading?.id);
  if (testCase?.kind !== "gradient") return undefined;
  return { id: reading.id, marks: pairMarks(reading, testCase.config.lossAt) };
}

function wrongPairs({ missing, extra }: TruncationReading): number {
  return missing.length + extra.length;
}

/**
 * Row t, column i: t from 0 to T − 1, and i from 0 to t.
 *
 * @param lossAt which steps have a loss
 */
function pairMarks(
  { steps: T, asked, missing, extra }: TruncationReading,
  lossAt: "last" | "every",
): readonly (readonly Mark[])[] {
  const isMissing = new Set(missing.map(String));
  const isExtra = new Set(extra.map(String));
  return Array.from({ length: T }, (_, t) => {
    const start = lossAt === "every" || t === T - 1 ? firstStep(asked, t, T) : T;
    return Array.from({ length: t + 1 }, (_, i): Mark => {
      const pair = String([t, i]);
      if (isExtra.has(pair)) return "extra";
      if (isMissing.has(pair)) return "missing";
      return i >= start ? "right" : "none";
    });
  });
}

/** The marks as a grid of characters, with a legend of those that are there. */
export function pairGridText(marks: readonly (readonly Mark[])[]): string {
  const width = String(marks.length - 1).length;
  const cell = (text: string): string => text.padStart(width + 1);
  const heading = `  t\\i${marks.map((_, i) => cell(String(i))).join("")}`;
  const rows = marks.map((row, t) => {
    return `  ${String(t).padStart(3)}${row.map((mark) => cell(MARKS[mark][0])).join("")}`;
  });
  const used = new Set(marks.flat());
  const names = (["right", "missing", "extra", "none"] as const).filter((mark) => used.has(mark));
  return [heading, ...rows, ...names.map((mark) => `  ${MARKS[mark].join("  ")}`)].join("\n");
}
