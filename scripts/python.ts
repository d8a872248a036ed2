/** The Python of this machine. */
import { spawnSync } from "node:child_process";

/** The first python3 on the path, or the distribution's. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A python3 that can import a module; undefined where there is none. */
export function pythonWith(module: string): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ["-c", `import ${module}`]).status === 0);
}
