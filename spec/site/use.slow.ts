/** The page in use: its history, what fails in it, its sizes, and its story, in a real browser. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { STORY } from "../../site/page.ts";
import { labSettings, settingsFromQuery } from "../../src/lab/index.ts";
import { findChromium } from "../support/chromium.ts";
import { nodeResult, SETTLED, useSite } from "../support/openedSite.ts";

const executable = findChromium();
const SMALL = "epochs=3&hidden=6&length=9";
const settings = (query: string) => settingsFromQuery(query);

/**
 * Makes workers fail at will: the run of seed 13 at once, that of seed 14 when the page says so, and
 * the first order for the golden runs.
 */
const FAILING = `
  const post = Worker.prototype.postMessage;
  let goldens = 0;
  const fail = (worker, run) => worker.dispatchEvent(
    new MessageEvent("message", { data: { kind: "failed", run, message: "out of memory" } }));
  Worker.prototype.postMessage = function (order) {
    if (order.kind === "goldens" && goldens++ === 0) {
      this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
    } else if (order.kind === "run" && order.settings.seed === 13) {
      setTimeout(() => fail(this, order.run));
    } else {
      if (order.settings?.seed === 14) window.failLate = () => fail(this, order.run);
      post.call(this, order);
    }
  };`;

describe.skipIf(executable === undefined)("the page in use", () => {
  const { open, shows } = useSite(executable ?? "");
  const entries = (page: Page): Promise<number> => page.evaluate("history.length");
  const stale = (page: Page): Promise<number> => page.locator(".stale").count();
  const seed = async (page: Page, value: number): Promise<void> => {
    await page.getByLabel("Seed", { exact: true }).fill(String(value));
    await page.getByLabel("Seed", { exact: true }).press("Enter");
  };

  it("keeps one entry of the history for a key that is held, and one for each view settled on", async () => {
    const { page } = await open(`?${SMALL}`);
    const first = await entries(page);
    const hidden = page.getByLabel("Hidden units H");
    await hidden.focus();
    for (let n = 0; n < 8; n++) await page.keyboard.press("ArrowUp");
    await shows(page, settings("epochs=3&hidden=14&length=9"));
    expect(await entries(page)).toBe(first + 1);
    await page.waitForTimeout(1100);
    await page.keyboard.press("ArrowDown");
    await shows(page, settings("epochs=3&hidden=13&length=9"));
    expect(await entries(page)).toBe(first + 2);
    await page.getByLabel("Window length T").fill("8");
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: "Mend E01:" }).check();
    await page.getByRole("checkbox", { name: "Mend E01:" }).uncheck();
    await shows(page, settings("epochs=3&hidden=13&length=8"));
    expect(await entries(page)).toBe(first + 5);
    for (const query of [
      "mend=E01&epochs=3&hidden=13&length=8",
      "epochs=3&hidden=13&length=8",
      "epochs=3&hidden=13&length=9",
      "epochs=3&hidden=14&length=9",
      SMALL,
    ]) {
      await page.goBack();
      await shows(page, settings(query));
    }
  });

  it("says that a run failed, dims nothing any more, and computes the next", async () => {
    const { page } = await open(`?${SMALL}`, {}, undefined, FAILING);
    const before = await page.textContent("#sha256");
    await seed(page, 13);
    await page.locator("#problem", { hasText: "out of memory" }).waitFor();
    expect(await page.innerText("#problem")).toContain("What is shown is of the run before.");
    expect(await stale(page)).toBe(0);
    expect(await page.textContent("#sha256")).toBe(before);
    await page.setViewportSize({ width: 500, height: 700 });
    await page.waitForTimeout(300);
    expect(await stale(page)).toBe(0);
    await page.setViewportSize({ width: 1280, height: 720 });
    await seed(page, 15);
    await shows(page, settings(`${SMALL}&seed=15`));
    expect(await page.locator("#problem").isHidden()).toBe(true);
    expect(await stale(page)).toBe(0);
  });

  it("does not take the failure of a run that is over for one of the run that is shown", async () => {
    const { page } = await open(`?${SMALL}`, {}, undefined, FAILING);
    await seed(page, 14);
    await seed(page, 15);
    await page.evaluate("failLate()");
    await shows(page, settings(`${SMALL}&seed=15`));
    expect(await page.locator("#problem").isHidden()).toBe(true);
  });

  it("stays dimmed while it computes, whatever the width, and not a moment longer", async () => {
    const { page } = await open(`?${SMALL}`, { viewport: { width: 1280, height: 900 } });
    await page.getByLabel("Epochs", { exact: true }).fill("1000");
    await page.getByLabel("Hidden units H").fill("150");
    await page.keyboard.press("Enter");
    await expect.poll(() => stale(page)).toBeGreaterThan(0);
    await page.setViewportSize({ width: 700, height: 900 });
    await page.waitForTimeout(300);
    // States are of the run before, wherever the losses have got to.
    expect(await page.locator("#states.stale").count()).toBe(1);
    expect(await page.locator("#states-words.stale").count()).toBe(1);
    await page.getByRole("button", { name: "Reset to the article's run" }).click({ force: true });
    await shows(page, settings(""));
    expect(await stale(page)).toBe(0);
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.waitForTimeout(300);
    expect(await stale(page)).toBe(0);
  });

  it("computes the golden runs after a failure when it is asked again", async () => {
    const { page } = await open(`?${SMALL}`, {}, undefined, FAILING);
    const button = page.getByRole("button", { name: "Compute the golden runs" });
    await button.scrollIntoViewIfNeeded();
    await page.getByText("Something went wrong: out of memory. Try again.").waitFor();
    await button.click();
    await page.getByText("6 of 6 are equal to Node's.").waitFor();
    expect(await button.isEnabled()).toBe(true);
  });

  it("has every hash in sight on a phone", async () => {
    const { page } = await open(`?${SMALL}`, { viewport: { width: 360, height: 740 } });
    await page.getByRole("button", { name: "Compute the golden runs" }).click();
    await page.getByText("6 of 6 are equal to Node's.").waitFor();
    const beyond = await page
      .locator(".hashes code, .hashes th, .hashes td, #sha256")
      .evaluateAll((all) =>
        all
          .filter((one) => one.getBoundingClientRect().right > 344 || one.scrollWidth > 330)
          .map((one) => one.textContent),
      );
    expect(beyond).toEqual([]);
    expect(
      await page
        .locator(".hashes")
        .evaluate(
          (one) => (one.parentElement?.scrollWidth ?? 0) - (one.parentElement?.clientWidth ?? 0),
        ),
    ).toBe(0);
    // The bands have their asterisk explained there too.
    await page.getByRole("link", { name: "the wrong gradient" }).click();
    await shows(page, settings(""));
    expect(await page.locator("#losses svg text", { hasText: "* range of 300 runs" }).count()).toBe(
      1,
    );
  });

  it("draws the pairs of the longest window in no time", async () => {
    const { page } = await open("?preset=sane&length=149&epochs=1&hidden=20");
    expect(await page.locator("#pairs svg *").count()).toBeLessThan(500);
    const shown: number = await page.evaluate(`(() => {
      const place = document.getElementById("pairs");
      const svg = place.innerHTML;
      const start = performance.now();
      place.innerHTML = svg;
      place.getBoundingClientRect();
      return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() =>
        resolve(performance.now() - start))));
    })()`);
    process.stdout.write(`the pairs at T = 149, written and painted: ${shown.toFixed()} ms\n`);
    const label = await page.locator("#pairs svg").getAttribute("aria-label");
    expect(label).toContain("full counts 11175 of 11175 pairs");
  });

  it("says of a run that diverged so at its chart", async () => {
    const { page } = await open(
      "?preset=sane&rate=500&clip=off&activation=relu&hidden=20&length=20",
    );
    expect(await page.innerText("#losses-words")).toMatch(/Stopped after \d+ of 25 epochs/);
    expect(await page.locator("#losses svg text", { hasText: "diverged" }).count()).toBe(1);
    expect(await page.innerText("#status")).toContain("the run diverged");
  });

  it("tells a story with the figures that its three views have", async () => {
    for (const preset of ["as-published", "corrected", "sane"] as const) {
      const { asTrained } = nodeResult(labSettings(preset)).run.valRmse;
      const digits = STORY[preset].split(".")[1].length;
      expect(asTrained.toFixed(digits), preset).toBe(STORY[preset]);
    }
    const { page } = await open(`?preset=sane&${SMALL}`);
    await page.getByRole("link", { name: "Set up sanely" }).click();
    await page.waitForSelector(SETTLED);
    await shows(page, labSettings("sane"));
    expect(await page.innerText("#predictions-words")).toContain(`is ${STORY.sane}`);
  });
});
