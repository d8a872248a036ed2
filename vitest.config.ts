import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["spec/**/*.spec.ts"],
    globalSetup: ["spec/support/globalSetup.ts"],
    setupFiles: ["spec/support/setup.ts"],
    testTimeout: 30_000,
    experimental: { viteModuleRunner: false },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text", "html"],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});

export default config;
