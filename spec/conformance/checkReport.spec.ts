import { describe, expect, it } from "vitest";
import {
  byKind,
  checkReport,
  failuresIn,
  isPassed,
  mistruncated,
  statusOf,
  tallyOf,
} from "../../src/conformance/checkReport.ts";
import { KINDS } from "../../src/conformance/kinds.ts";
import { checkReportText } from "../../src/conformance/write.ts";
import { MIXED, sampleCheck } from "../support/checks.ts";
import { SAMPLE_CASES } from "../support/sampleSuite.ts";

const SHORT = "window-one-hop-short";

describe("the status of a case", () => {
  it("tells wrong answers from none that could be judged", () => {
    const { judged } = sampleCheck(undefined, MIXED);
    const statuses = Object.fromEntries(judged.map((one) => [one.testCase.id, statusOf(one)]));
    expect(statuses).toMatchObject({
      "loss-linear-ordinary": "failed",
      "forward-tanh-softmax": "errored",
      "random-seed-42": "skipped",
      "step-window-plain": "errored",
      "canary-float32-everyday": "skipped",
      "reject-gradient-u-transposed": "passed",
      "clip-value-both-signs": "passed",
    });
    expect(tallyOf(judged)).toEqual({ total: 14, passed: 9, failed: 1, skipped: 2, errored: 2 });
    expect(failuresIn(judged).map(({ testCase }) => testCase.kind)).toEqual([
      "loss",
      "forward",
      "step",
    ]);
  });

  it("a result where an error belongs is wrong, and a missing answer is", () => {
    const { judged } = sampleCheck(undefined, {
      "reject-gradient-u-transposed": { kind: "result", result: {} },
      "random-seed-42": { kind: "none" },
    });
    expect(tallyOf(judged)).toMatchObject({ failed: 2, errored: 0 });
  });
});

describe("isPassed", () => {
  it("needs something that passed and nothing that failed", () => {
    const { judged } = sampleCheck(undefined, MIXED);
    const of = (...statuses: readonly string[]) => {
      return isPassed(judged.filter((one) => statuses.includes(statusOf(one))));
    };
    expect(of("passed")).toBe(true);
    expect(of("passed", "skipped")).toBe(true);
    expect(of("skipped")).toBe(false);
    expect(of()).toBe(false);
    expect(of("passed", "failed")).toBe(false);
    expect(of("passed", "errored")).toBe(false);
  });
});

describe("byKind", () => {
  it("has each case once, and no kind without any", () => {
    const { judged } = sampleCheck();
    const kinds = byKind(judged.slice(1));
    expect(kinds.map(([kind]) => kind)).toEqual(KINDS);
    expect(kinds.flatMap(([, own]) => own)).toEqual(judged.slice(1));
    expect(byKind(judged.slice(-1)).map(([kind]) => kind)).toEqual(["reject"]);
  });
});

describe("checkReport", () => {
  it("has every case, with the worst entry as JSON can hold it", () => {
    const report = checkReport(
      sampleCheck(undefined, {
        "loss-linear-ordinary": {
          kind: "result",
          result: { loss: Number.POSITIVE_INFINITY, outputError: [0, 0, 0] },
        },
        "clip-value-both-signs": { kind: "skipped", reason: "not yet" },
      }),
    );
    expect(Object.keys(report.cases)).toEqual(SAMPLE_CASES.map(({ id }) => id));
    expect(report).toMatchObject({ format: "bptt-oracle/check", version: 1, total: 14, failed: 1 });
    expect(report.cases["loss-linear-ordinary"]).toMatchObject({
      status: "failed",
      worst: { path: "loss", got: null, share: null },
    });
    expect(report.cases["clip-value-both-signs"]).toEqual({
      status: "skipped",
      reason: "not yet",
      worst: null,
    });
    expect(report.cases["canary-float64-everyday"]).toMatchObject({
      status: "passed",
      reason: null,
    });
    expect(report.diagnosis).toEqual([]);
  });

  it("names the mistake, by how much, and the pairs that are wrong", () => {
    const check = sampleCheck(SHORT);
    const { diagnosis, truncation } = checkReport(check);
    const title = "The window is one hop short";
    expect(diagnosis).toEqual([{ bug: SHORT, title, margin: check.diagnosis.runnerUp?.against }]);
    expect(diagnosis[0].margin).toBeGreaterThan(0);
    const one = truncation.find((reading) => reading.case === "gradient-window-1-of-7");
    expect(one).toEqual({
      case: "gradient-window-1-of-7",
      steps: 7,
      asked: { kind: "window", hops: 1 },
      conventions: expect.arrayContaining([{ kind: "window", hops: 0 }]),
      missing: [1, 2, 3, 4, 5, 6].map((t) => ({ t, i: t - 1 })),
      extra: [],
    });
  });

  it("has the pairs that were found and not asked for", () => {
    const { truncation } = checkReport(sampleCheck("window-one-hop-long"));
    const one = truncation.find((reading) => reading.case === "gradient-window-1-of-7");
    expect(one?.extra).toEqual([2, 3, 4, 5, 6].map((t) => ({ t, i: t - 2 })));
    expect(one?.missing).toEqual([]);
  });

  it("leaves out gradients that fail but are truncated as asked", () => {
    const check = sampleCheck("derivative-at-pre-activation");
    expect(mistruncated(check.diagnosis)).toEqual([]);
  });

  it("without a runner-up there is no margin to speak of", () => {
    const check = sampleCheck(SHORT);
    const { diagnosis } = checkReport({
      ...check,
      diagnosis: { ...check.diagnosis, runnerUp: null },
    });
    expect(diagnosis[0].margin).toBe(0);
  });

  it("is written as its schema describes it, the same bytes every time", () => {
    const report = checkReport(sampleCheck(SHORT, MIXED));
    const text = checkReportText(report);
    expect(JSON.parse(text)).toEqual(report);
    expect(checkReportText(JSON.parse(text))).toBe(text);
    expect(() => checkReportText({ ...report, total: -1 })).toThrow(/^report: total: expected /);
  });
});
