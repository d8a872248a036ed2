/** A worker's golden runs are Node's, and so are the laboratory's own runs of the presets. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PRESETS } from "../../src/article/settings.ts";
import { goldenSteps } from "../../src/lab/goldens.ts";
import { labRun } from "../../src/lab/run.ts";
import { labSettings } from "../../src/lab/settings.ts";
import { ensemble } from "../report/fabricated.ts";

const file = new URL("../../fixtures/article/goldens.json", import.meta.url);
const written = JSON.parse(readFileSync(file, "utf8"));

it("all golden runs, to their end", () => {
  const runs = [...goldenSteps()].map(({ name, golden }) => [name, golden]);
  expect(Object.fromEntries(runs)).toEqual(written);
});

it.each(PRESETS)("the laboratory's own run %s", (preset) => {
  const steps = labRun(labSettings(preset), ensemble());
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(step.value.run.sha256).toBe(written[preset].sha256);
});
