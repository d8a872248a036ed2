/** The golden runs as one file of plain JavaScript, which any engine runs as it is. */
import { join } from "node:path";
import { build } from "rolldown";

const INSIDE = join(import.meta.dirname, "inside");
const ELEMENTARY = join(import.meta.dirname, "../../src/numerics/elementary.ts");

/** Where the elementary functions come from: `src/numerics/elementary.ts`, or each engine's Math. */
export type Elementary = "ours" | "math";

/** A script that imports nothing and prints the golden runs with console.log. */
export async function bundled(elementary: Elementary): Promise<string> {
  const math = elementary === "math";
  const { output } = await build({
    input: join(INSIDE, math ? "goldensByMath.ts" : "goldens.ts"),
    platform: "neutral",
    // seedrandom asks for it inside a try, to seed itself where it is given no seed.
    external: ["crypto"],
    resolve: { mainFields: ["module", "main"] },
    // An import that is not found is only a warning to rolldown.
    onLog: (_level, log, handle) => handle("error", log),
    write: false,
    plugins: [
      math && {
        name: "elementary functions from Math",
        resolveId: async function (source, importer) {
          const found = await this.resolve(source, importer, { skipSelf: true });
          return found?.id === ELEMENTARY ? join(INSIDE, "mathElementary.ts") : found;
        },
      },
    ],
    output: { format: "iife", comments: false, codeSplitting: false },
  });
  return output[0].code;
}
