/** The page in a real browser, opened from a file: what it shows is what Node computes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import goldens from "../../fixtures/article/goldens.json" with { type: "json" };
import { FIGURES } from "../../site/figures.ts";
import { ERRATUM_IDS, isMended, settingsFromQuery, withErratum } from "../../src/lab/index.ts";
import { labelled } from "../../src/report/chart.ts";
import { findChromium } from "../support/chromium.ts";
import { nodeSha256, SCREENSHOTS, SETTLED, useSite } from "../support/openedSite.ts";

const executable = findChromium();
/** So small that a run takes no time, in the page or here. */
const SMALL = "epochs=3&hidden=6&length=9";

describe.skipIf(executable === undefined)("the page in Chromium", () => {
  const { folder, file, open, shows } = useSite(executable ?? "");

  const text = (page: Page, selector: string): Promise<string> =>
    page.locator(selector).innerText();

  it("opens on the article's run, to Node's bits, without a word to the console or a request", async () => {
    const { page, said, asked } = await open("", { viewport: { width: 1280, height: 900 } });
    const { sha256, trainLoss, valLoss } = goldens["as-published"];
    expect(await page.textContent("#sha256")).toBe(sha256);
    const status = await text(page, "#status");
    expect(status).toContain(`training loss ${labelled(trainLoss[24])}`);
    expect(status).toContain(`validation loss ${labelled(valLoss[24])}`);
    expect(await text(page, "#losses-words")).toContain(
      "Of the 50 published losses 10 are equal digit for digit, 40 lie, as ours do,",
    );
    expect(await text(page, "#check-words")).toContain("this is not the gradient");
    expect(await text(page, "#measured")).toMatch(
      /losses and predictions \d+ ms, to all figures \d+ ms/,
    );
    expect(await text(page, "#engine")).toContain("WebAssembly");
    expect(await page.locator("#losses svg").getByText("101,186").count()).toBe(1);
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
    await page.screenshot({ path: join(SCREENSHOTS, "default.png"), fullPage: true });
  });

  it("computes the golden runs, each with the SHA-256 of Node's", async () => {
    const { page, said } = await open(`?${SMALL}`);
    await page.getByRole("button", { name: "Compute the golden runs" }).click();
    await page.getByText("6 of 6 are equal to Node's.").waitFor();
    for (const [name, { sha256 }] of Object.entries(goldens)) {
      expect(await page.textContent(`#golden-${name}`)).toBe(sha256);
      expect(await text(page, `#equal-${name}`)).toBe("✓ equal");
    }
    expect(said).toEqual([]);
  });

  it("has a switch for every erratum: each changes the address, and the run to Node's", async () => {
    const { page, said } = await open(`?${SMALL}`);
    let settings = settingsFromQuery(SMALL);
    await shows(page, settings);
    for (const id of ERRATUM_IDS) {
      const mended = !isMended(settings, id);
      settings = withErratum(settings, id, mended);
      await page.getByRole("checkbox", { name: `Mend ${id}:` }).setChecked(mended);
      await shows(page, settings);
      expect(await text(page, "#status")).toContain(`${id} ${mended ? "mended" : "left as it is"}`);
    }
    expect(said).toEqual([]);
  });

  it("has a control for every choice, likewise", async () => {
    const { page, said } = await open(`?${SMALL}`);
    const choose = async (name: string, value: string, query: string): Promise<void> => {
      const control = page.getByLabel(name, { exact: true });
      if ((await control.getAttribute("type")) === "number") {
        await control.fill(value);
        await control.press("Enter");
      } else {
        await control.selectOption(value);
      }
      await shows(page, settingsFromQuery(query));
    };
    const q = "hidden=7&length=8&epochs=4&seed=5";
    await choose("Hidden units H", "7", "hidden=7&length=9&epochs=3");
    await choose("Window length T", "8", "hidden=7&length=8&epochs=3");
    await choose("Epochs", "4", "hidden=7&length=8&epochs=4");
    await choose("Seed", "5", q);
    await choose("Start of the weights", "glorot", `start=glorot&${q}`);
    await choose("Activation", "tanh", `start=glorot&activation=tanh&${q}`);
    const so = `start=glorot&activation=tanh&rate=0.05&${q}`;
    await choose("Learning rate", "0.05", so);
    await choose("Hops k of the window", "2", `truncate=window:2&${so}`);
    await choose("Truncation", "full", `truncate=full&${so}`);
    await choose("Truncation", "chunk", `truncate=chunk:5:10&${so}`);
    await choose("Steps between updates k1", "3", `truncate=chunk:3:10&${so}`);
    await choose("Steps looked back over k2", "4", `truncate=chunk:3:4&${so}`);
    await choose("Clip limit", "0.01", `truncate=chunk:3:4&clip=value:0.01&${so}`);
    await choose("Clipping", "norm", `truncate=chunk:3:4&clip=norm:0.01&${so}`);
    await choose("Clipping", "off", `truncate=chunk:3:4&clip=off&${so}`);
    expect(said).toEqual([]);
  });

  it("refuses what has no meaning beside the control, and leaves the run alone", async () => {
    const { page } = await open(`?${SMALL}`);
    const control = page.getByLabel("Hidden units H");
    await control.fill("0");
    await control.press("Enter");
    expect(await text(page, "#hidden-problem")).toBe(
      "Hidden units H: expected a whole number from 1 to 300, got 0. Nothing was changed.",
    );
    expect(await control.getAttribute("aria-invalid")).toBe("true");
    expect(await control.getAttribute("aria-describedby")).toContain("hidden-problem");
    // It was there, and live, before there was anything to say.
    expect(await page.locator("#seed-problem[aria-live]").textContent()).toBe("");
    await control.fill("7");
    await control.press("Enter");
    expect(await page.textContent("#hidden-problem")).toBe("");
    expect(await control.getAttribute("aria-invalid")).toBeNull();
    await control.fill("6");
    await control.press("Enter");
    await shows(page, settingsFromQuery(SMALL));
  });

  it("restores a view from its address; Back and Forward undo and redo a switch", async () => {
    const query = `preset=sane&leave=E16&truncate=window:3&${SMALL}`;
    const { page } = await open(`?${query}`);
    const settings = settingsFromQuery(query);
    await shows(page, settings);
    expect(await page.getByRole("checkbox", { name: "Mend E16:" }).isChecked()).toBe(false);
    expect(await page.getByRole("checkbox", { name: "Mend E11:" }).isChecked()).toBe(true);
    expect(await page.getByLabel("Hops k of the window").inputValue()).toBe("3");
    await page.getByRole("checkbox", { name: "Mend E16:" }).check();
    await shows(page, withErratum(settings, "E16", true));
    await page.goBack();
    await shows(page, settings);
    await page.goForward();
    await shows(page, withErratum(settings, "E16", true));
    await page.getByRole("link", { name: "corrected" }).click();
    await shows(page, settingsFromQuery("preset=corrected"));
    await page.getByRole("button", { name: "Reset to the article's run" }).click();
    await shows(page, settingsFromQuery(""));
  });

  it("takes of an address what is a setting, and names the rest as text alone", async () => {
    const junk = `hidden=many&utm=${"x".repeat(400)}&a=<img src=x onerror=alert(1)>`;
    const { page, said } = await open(`?${junk}&epochs=3&length=9&seed=5`);
    expect(await page.textContent("#sha256")).toBe(
      nodeSha256(settingsFromQuery("epochs=3&length=9&seed=5")),
    );
    const problem = await text(page, "#problem");
    expect(problem).toContain("Ignored in the address, as no setting of this page: ");
    expect(problem).toContain("hidden=many");
    expect(problem).toContain("<img src=x");
    expect(problem.length).toBeLessThan(250);
    expect(await page.locator("#problem *").count()).toBe(0);
    expect(said).toEqual([]);
  });

  it("ends a run for the next, and shows the last that was asked for", async () => {
    const { page } = await open(`?${SMALL}`);
    const hidden = page.getByLabel("Hidden units H");
    for (const size of [120, 110, 8]) {
      await hidden.fill(String(size));
      await hidden.press("Enter");
    }
    await shows(page, settingsFromQuery("epochs=3&hidden=8&length=9"));
  });

  it("is reached and switched with the keyboard alone", async () => {
    const { page } = await open(`?${SMALL}`);
    const controls = await page
      .locator("a, button, summary, select, input, [tabindex='0']")
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
    const focused = (): Promise<string> =>
      page.evaluate("document.activeElement.id || document.activeElement.outerHTML.slice(0, 90)");
    const visited: string[] = [];
    await page.keyboard.press("Tab");
    for (let n = 0; n < controls + 5; n++) {
      const one = await focused();
      if (visited.includes(one) || one.startsWith("<body")) break;
      visited.push(one);
      expect(
        await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"),
        one,
      ).not.toBe("none");
      if (one === "E11") await page.keyboard.press("Space");
      if (one === "activation") await page.keyboard.press("ArrowDown");
      if (one === "epochs") await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Tab");
    }
    expect(visited[0]).toContain("Skip to the results");
    expect(visited).toEqual(
      expect.arrayContaining([
        ...ERRATUM_IDS,
        "start",
        "hops",
        "clip",
        "limit",
        "reset",
        "goldens",
      ]),
    );
    expect(visited.length).toBeGreaterThanOrEqual(controls);
    await shows(page, settingsFromQuery("mend=E11&activation=tanh&epochs=4&hidden=6&length=9"));
  });

  it("has names and descriptions for all pictures, controls and tables", async () => {
    const { page } = await open(`?mend=E01,E02&start=centred&${SMALL}`);
    for (const { id, title } of FIGURES) {
      const image = page.getByRole("region", { name: title, exact: true }).getByRole("img");
      expect(await image.count(), id).toBe(1);
      const label = await image.getAttribute("aria-label");
      expect(label?.length, id).toBeGreaterThan(40);
    }
    const nameless = await page.locator("input, select, button, a, progress").evaluateAll((all) =>
      all
        .filter((one) => {
          const { labels } = one as unknown as { readonly labels?: { readonly length: number } };
          return !labels?.length && !one.getAttribute("aria-label") && !one.textContent?.trim();
        })
        .map((one) => one.outerHTML),
    );
    expect(nameless).toEqual([]);
    const dangling = await page
      .locator("[aria-describedby], [aria-labelledby]")
      .evaluateAll((all) =>
        all.flatMap((one) =>
          `${one.getAttribute("aria-describedby") ?? ""} ${one.getAttribute("aria-labelledby") ?? ""}`
            .split(" ")
            .filter((id) => id !== "" && !one.ownerDocument.getElementById(id)),
        ),
      );
    expect(dangling).toEqual([]);
    const ids = await page.locator("[id]").evaluateAll((all) => all.map((one) => one.id));
    expect(new Set(ids).size).toBe(ids.length);
    await page.getByText("Numbers: Losses").click();
    expect(
      await page.getByRole("region", { name: "Losses by epoch" }).getByRole("row").count(),
    ).toBe(4);
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.locator("main").count()).toBe(1);
  });

  it("computes the same where WebAssembly is forbidden, and says so", async () => {
    const forbidden = "WebAssembly.Module = function () { throw new Error('forbidden'); };";
    const html = readFileSync(file, "utf8").replace(
      'id="worker">',
      () => `id="worker">${forbidden}`,
    );
    const place = join(folder, "forbidden.html");
    writeFileSync(place, html);
    const { page, said } = await open(`?${SMALL}`, {}, pathToFileURL(place).href);
    expect(await text(page, "#engine")).toContain("plain JavaScript");
    await shows(page, settingsFromQuery(SMALL));
    expect(said).toEqual([]);
  });

  it("says without JavaScript what it needs, and still has the errata", async () => {
    const { page } = await open("", { javaScriptEnabled: false });
    expect(await text(page, "noscript")).toContain("needs JavaScript");
    expect(await text(page, "#E03-text")).toContain("each step's sum starts at zero");
  });

  it("fits a phone, in the light and in the dark, and a sheet of paper", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const viewport = { width: 360, height: 740 };
      const { page } = await open("?preset=sane", { viewport, colorScheme });
      const width = (): Promise<number> => page.evaluate("document.documentElement.scrollWidth");
      expect(await width()).toBe(360);
      await page.screenshot({
        path: join(SCREENSHOTS, `phone-${colorScheme}.png`),
        fullPage: true,
      });
      await page.getByText("Settings", { exact: true }).click();
      // The status is in sight of a switch that is not in sight of the results.
      await page.getByRole("checkbox", { name: "Mend E16:" }).scrollIntoViewIfNeeded();
      const status = await page.locator("#status").boundingBox();
      expect(status?.y).toBeGreaterThan(0);
      expect(status?.y).toBeLessThan(740);
      expect(await width()).toBe(360);
      await page.screenshot({
        path: join(SCREENSHOTS, `phone-settings-${colorScheme}.png`),
        fullPage: true,
      });
    }
    const { page } = await open("?preset=corrected", {
      colorScheme: "dark",
      viewport: { width: 1280, height: 900 },
    });
    await page.screenshot({ path: join(SCREENSHOTS, "corrected-dark.png"), fullPage: true });
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await page.screenshot({ path: join(SCREENSHOTS, "print.png"), fullPage: true });
  });

  it("shows what a switch of the sane run changes, and measures how soon", async () => {
    const { page } = await open("?preset=sane");
    const first = await text(page, "#measured");
    await page.getByLabel("Hops k of the window").fill("6");
    await page.getByLabel("Hops k of the window").press("Enter");
    // Node waits with the same run until the page has measured its own: both at once are slower.
    await page.waitForSelector(SETTLED);
    const switched = await text(page, "#measured");
    await shows(page, settingsFromQuery("preset=sane&truncate=window:6"));
    const start = performance.now();
    nodeSha256(settingsFromQuery("preset=sane&truncate=window:6"));
    const node = Math.round(performance.now() - start);
    expect(await text(page, "#status")).toMatch(
      /truncation window:6\. Last mean training loss .* → /,
    );
    process.stdout.write(
      `the page, opened on the sane run: ${first}\nafter a switch: ${switched}\nNode for the same run, alone: ${node} ms\n`,
    );
  });

  it("is one file that names nothing to load", () => {
    const html = readFileSync(file, "utf8");
    const markup = html.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, "");
    expect(markup.match(/ src=|<link(?! rel="icon" href="data:,")/g)).toBeNull();
    expect(html).toContain("default-src &#39;none&#39;");
  });
});
