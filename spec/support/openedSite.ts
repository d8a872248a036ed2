/** The page, built once for a file of specs, and opened in Chromium as they need it. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import ensemble from "../../fixtures/article/rounding-ensemble.json" with { type: "json" };
import { type LabResult, type LabSettings, labRun, settingsToQuery } from "../../src/lab/index.ts";
import { launchChromium } from "./chromium.ts";
import { runScript } from "./cli.ts";

export const SCREENSHOTS: string = join(import.meta.dirname, "../../out/site-screenshots");
/** What is shown is of the settings, in every figure. */
export const SETTLED = '#results[aria-busy="false"]';

export interface Opened {
  readonly page: Page;
  /** what the console said, and errors that nobody caught */
  readonly said: readonly string[];
  /** what was asked for, but for the page itself and its worker */
  readonly asked: readonly string[];
}

export interface Site {
  readonly folder: string;
  readonly file: string;
  /**
   * @param query with its question mark
   * @param from the address of another file
   * @param before a program that the page runs before its own
   */
  readonly open: (
    query?: string,
    options?: BrowserContextOptions,
    from?: string,
    before?: string,
  ) => Promise<Opened>;
  /** Waits until the page shows the run of these settings, as Node computes it. */
  readonly shows: (page: Page, settings: LabSettings) => Promise<void>;
}

/** To be called where tests are described. */
export function useSite(executable: string): Site {
  const folder = mkdtempSync(join(tmpdir(), "bptt-oracle-site-"));
  const file = join(folder, "index.html");
  const address = pathToFileURL(file).href;
  let browser: Browser | undefined;

  beforeAll(async () => {
    const { code, stderr } = await runScript("site", ["--out", file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    browser = await launchChromium(executable);
    mkdirSync(SCREENSHOTS, { recursive: true });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open: Site["open"] = async (query = "", options = {}, from = address, before = "") => {
    if (!browser) throw new TypeError("browser: expected one that was started, got none");
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const [said, asked]: string[][] = [[], []];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(from) && !url.startsWith("blob:")) asked.push(url);
    });
    await page.addInitScript(before);
    await page.goto(from + query);
    if (options.javaScriptEnabled !== false) await page.waitForSelector(SETTLED);
    return { page, said, asked };
  };

  return { folder, file, open, shows };
}

async function shows(page: Page, settings: LabSettings): Promise<void> {
  await expect
    .poll(() => page.textContent("#sha256"), { timeout: 30_000 })
    .toBe(nodeSha256(settings));
  await page.waitForSelector(SETTLED);
  expect(new URL(page.url()).search.replace(/^\?/, "")).toBe(settingsToQuery(settings));
}

/** A run as Node computes it. */
export function nodeResult(settings: LabSettings): LabResult {
  const steps = labRun(settings, ensemble);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Its SHA-256. */
export function nodeSha256(settings: LabSettings): string {
  return nodeResult(settings).run.sha256;
}
