/** The JavaScript engines that run the goldens, each of a fixed version where npm provides it. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINES, type EngineName } from "../../src/engine/engine.ts";
import { npm, npmReason } from "../npm.ts";
import { printedInBrowser } from "./browser.ts";
import { whileRunning } from "./child.ts";

/** An engine that is there. */
export interface Found {
  readonly version: string;
  /**
   * What the script prints with console.log.
   *
   * @throws {Error} when it fails; the signal's reason when that is aborted
   */
  readonly run: (script: string, signal: AbortSignal) => Promise<string>;
}

export interface Host {
  readonly name: string;
  /** the ways of computing that it has to offer */
  readonly ways: readonly EngineName[];
  /** how many epochs it runs of each of the article's runs; all when absent */
  readonly epochs?: number;
  /** the engine, or what is missing */
  readonly find: (signal: AbortSignal) => Promise<Found | { readonly missing: string }>;
}

const ROOT = join(import.meta.dirname, "../..");

/** Interpreted, and that in WebAssembly, an epoch of all three takes half a minute. */
const QUICKJS_EPOCHS = 2;

export const HOSTS: readonly Host[] = [
  fromNpm("node20", "node@20.20.2", "-e"),
  fromNpm("node22", "node@22.23.3", "-e"),
  fromNpm("node24", "node@24.21.0", "-e"),
  fromNpm("node26", "node@26.10.0", "-e"),
  fromNpm("bun", "bun@1.4.4", "-e"),
  fromNpm("deno", "deno@2.9.6", "eval"),
  browser("chromium", ["chromium"], (profile, address) => [
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    // Chromium's own refuses to run for root, as whom CI runs; what it opens is ours.
    "--no-sandbox",
    `--user-data-dir=${profile}`,
    address,
  ]),
  browser("firefox", ["firefox-esr", "firefox"], (profile, address) => [
    "--headless",
    "--no-remote",
    ...["--profile", profile],
    address,
  ]),
  quickjs("0.32.0"),
];

/** A runtime that npm provides as a binary. */
function fromNpm(name: string, spec: string, evaluate: string): Host {
  const [command] = spec.split("@");
  // npm only finds it: what then runs is the binary itself, with nothing of npm around it.
  const where = `console.log(JSON.stringify([process.execPath, process.versions.${command}]))`;
  return {
    name,
    ways: ENGINES,
    find: async (signal) => {
      const args = ["exec", "--yes", `--package=${spec}`, "--", command, evaluate, where];
      try {
        const [path, version] = JSON.parse(await npm(args, signal)) as [string, string];
        return { version, run: runsFile([path]) };
      } catch (error) {
        signal.throwIfAborted();
        return { missing: `${spec} from npm: ${npmReason(error)}` };
      }
    },
  };
}

/** Runs a script as a file, whose path comes last but for some words. */
export function runsFile(words: readonly string[], after: readonly string[] = []): Found["run"] {
  return async (script, signal) => {
    const folder = await mkdtemp(join(tmpdir(), "bptt-oracle-engine-"));
    try {
      const file = join(folder, "goldens.js");
      await writeFile(file, script);
      return await whileRunning([...words, file, ...after], signal, ({ printed }) => printed);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** A browser that is installed. */
function browser(
  name: string,
  commands: readonly string[],
  args: (profile: string, address: string) => readonly string[],
): Host {
  return {
    name,
    ways: ENGINES,
    find: async () => {
      for (const command of commands) {
        const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
        const [version] = stdout?.match(/\d[\w.]*/) ?? [];
        if (status !== 0 || version === undefined) continue;
        return {
          version,
          run: (script, signal) => {
            const words = (profile: string, address: string): string[] => [
              command,
              ...args(profile, address),
            ];
            return printedInBrowser(words, script, signal);
          },
        };
      }
      return { missing: `${commands[0]} (Debian: apt-get install ${commands[0]})` };
    },
  };
}

/** QuickJS, which npm provides compiled to WebAssembly. */
function quickjs(packaged: string): Host {
  const spec = `quickjs-emscripten@${packaged}`;
  const folder = join(ROOT, "out/engines", spec);
  const path = join(folder, "node_modules/quickjs-emscripten");
  return {
    name: "quickjs",
    ways: ["reference"],
    epochs: QUICKJS_EPOCHS,
    find: async (signal) => {
      try {
        await npm(["install", "--no-save", "--prefer-offline", "--prefix", folder, spec], signal);
        const about = join(path, "../@jitl/quickjs-wasmfile-release-sync/README.md");
        const [, version = packaged] =
          (await readFile(about, "utf8")).match(/^Version \[([\d-]+)/m) ?? [];
        const host = [process.execPath, join(import.meta.dirname, "quickjs.ts"), path];
        return { version, run: runsFile(host, [String(QUICKJS_EPOCHS)]) };
      } catch (error) {
        signal.throwIfAborted();
        return { missing: `${spec} from npm: ${npmReason(error)}` };
      }
    },
  };
}
