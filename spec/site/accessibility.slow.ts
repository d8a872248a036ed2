/** The page before axe-core: in its main states, in the light and in the dark, wide and narrow. */
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { findChromium } from "../support/chromium.ts";
import { SETTLED, useSite } from "../support/openedSite.ts";

const executable = findChromium();
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SMALL = "epochs=3&hidden=6&length=9";

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/** What each state is, and how the page gets there. */
const STATES: readonly (readonly [
  name: string,
  query: string,
  reach: (page: Page) => Promise<void>,
])[] = [
  ["at its start", "", openAll],
  ["after a run with mistakes, every table open", `?mend=E01,E02&start=centred&${SMALL}`, openAll],
  ["after a run that passes the check", `?preset=sane&${SMALL}`, openAll],
  [
    "after a run that diverged",
    "?preset=sane&rate=500&clip=off&activation=relu&length=20",
    openAll,
  ],
  ["while it computes", `?${SMALL}`, compute],
  ["with a field in error, from an address with junk", `?junk=1&hidden=x&${SMALL}`, err],
  ["after the golden runs", `?${SMALL}`, computeGoldens],
];

async function openAll(page: Page): Promise<void> {
  await page.evaluate(
    "document.querySelectorAll('details').forEach((one) => { one.open = true; })",
  );
}

async function compute(page: Page): Promise<void> {
  await openAll(page);
  await page.getByLabel("Hidden units H").fill("200");
  await page.getByLabel("Epochs", { exact: true }).fill("1000");
  await page.keyboard.press("Enter");
  await page.locator(".stale").first().waitFor();
}

async function err(page: Page): Promise<void> {
  await openAll(page);
  await page.getByLabel("Clip limit").fill("0");
  await page.keyboard.press("Enter");
  await page.getByText("Clip limit: expected").waitFor();
}

async function computeGoldens(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Compute the golden runs" }).click();
  await page.getByText("6 of 6 are equal to Node's.").waitFor();
}

/** All that axe-core finds by WCAG 2, level A and AA, and by good practice. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe });
  const found: readonly Violation[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.map(({ id, help, nodes }) => {
    const [first] = nodes;
    return `${id}: ${help}: ${nodes.length}, first ${String(first.target)}`;
  });
}

describe.skipIf(executable === undefined)("the page before axe-core", () => {
  const { open } = useSite(executable ?? "");

  it.each(STATES)("has no violation %s", async (_, query, reach) => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [360, 1280]) {
        const viewport = { width, height: 800 };
        const { page } = await open(query, { viewport, colorScheme });
        await reach(page);
        expect(await violations(page), `${colorScheme}, ${width}`).toEqual([]);
      }
    }
  });

  it("would be seen to have one", async () => {
    const { page } = await open(`?${SMALL}`);
    await page.waitForSelector(SETTLED);
    await page.evaluate(
      "document.getElementById('losses').innerHTML = '<svg role=\"img\"></svg><input>'",
    );
    const found = await violations(page);
    expect(found.map((one) => one.split(":")[0]).toSorted()).toEqual(["label", "svg-img-alt"]);
  });
});
