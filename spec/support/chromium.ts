/** The Chromium of the distribution, for specs of the page. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The path of a Chromium: `CHROMIUM`, or the first of the usual names on the PATH. Where there is
 * none, undefined and a word about it; with `CI` set, an error.
 */
export function findChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [process.env["CHROMIUM"] ?? "", ...places].find((place) => existsSync(place));
  if (found !== undefined) return found;
  const message = "no Chromium: set CHROMIUM to its path; the page was NOT tested";
  if (process.env["CI"]) throw new Error(message);
  process.stderr.write(`${message}\n`);
  return undefined;
}

/** As root a browser has no sandbox of its own. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}
