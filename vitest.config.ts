import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: {
    // Nothing in here leaves anything behind, and a worker for each file would cost ten seconds.
    isolate: false,
    // One more than there are cores, of which by default one stays idle: some specs only wait.
    maxWorkers: availableParallelism() + 1,
    // Proofs of minutes are specs too, with a command of their own: npm run slow-specs. And npm run
    // mutate names those of one floor.
    include: process.env["SPECS"]?.split(" ") ?? [
      process.env["SLOW"] ? "spec/**/*.slow.ts" : "spec/**/*.spec.ts",
    ],
    globalSetup: ["spec/support/globalSetup.ts"],
    setupFiles: ["spec/support/setup.ts"],
    // Nothing here asserts a time: this only ends what hangs, on a slow machine under coverage too.
    testTimeout: 180_000,
    experimental: { viteModuleRunner: false },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // AssemblyScript, which is compiled and then run as WebAssembly.
      exclude: ["src/engine/assembly/**"],
      reporter: ["text", "html"],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});

export default config;
