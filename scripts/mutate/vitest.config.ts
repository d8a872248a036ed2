import type { ViteUserConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import config from "../../vitest.config.ts";

/**
 * First the specs that found the change before this one, which was made next to it, then the quick
 * ones: the first to fail ends the run.
 */
class LikelyFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const costs = new Map(
      specifications.map((specification) => {
        const before = this.ctx.cache.getTestSpecificationResult(specification);
        return [specification, before?.failed ? -1 : (before?.duration ?? 0)];
      }),
    );
    const costOf = (specification: TestSpecification): number => costs.get(specification) ?? 0;
    return [...specifications].sort((a, b) => costOf(a) - costOf(b));
  }
}

const mutated: ViteUserConfig = {
  ...config,
  test: {
    ...config.test,
    // Patterns with spaces between.
    include: (process.env["SPECS"] ?? "").split(" "),
    sequence: { sequencer: LikelyFirst },
  },
};

export default mutated;
