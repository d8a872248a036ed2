import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propagate } from "../../src/rnn/backward.ts";
import { referencePasses, requirePasses, unrollBy } from "../../src/rnn/engine.ts";
import { unroll, writeSteps } from "../../src/rnn/forward.ts";
import { train } from "../../src/rnn/train.ts";
import { sweeps } from "../../src/rnn/truncation.ts";
import { networkCases } from "../support/arbitraries.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";
import { itRefuses } from "../support/refusals.ts";

describe("the passes of an engine", () => {
  it("are those of this folder by default, and cannot be changed", () => {
    expect(referencePasses).toEqual({ writeSteps, propagate });
    expect(Object.isFrozen(referencePasses)).toBe(true);
  });

  it("unroll a sequence as forward.ts does", () => {
    fc.assert(
      fc.property(networkCases(), ({ config, parameters, sequence: { x, initialState } }) => {
        expect(unrollBy(referencePasses, config, parameters, x, initialState)).toEqual(
          unroll(config, parameters, x, initialState),
        );
      }),
    );
  });

  it("are all that training asks, with the sweeps of the truncation", () => {
    const calls: unknown[] = [];
    const engine: typeof referencePasses = {
      writeSteps(...args) {
        calls.push(["writeSteps", args[3], args[4]]);
        writeSteps(...args);
      },
      propagate(...args) {
        calls.push(["propagate", args[4]]);
        return propagate(...args);
      },
    };
    const options = { epochs: 1, learningRate: 0.5, engine };
    const data = { training: [handSequence()] };
    expect([...train(handConfig(), handParameters(), data, options)]).toHaveLength(1);
    const forward = ["writeSteps", 0, 1];
    expect(calls).toEqual([forward, forward, ["propagate", sweeps({ kind: "full" }, 2)]]);
  });

  itRefuses([
    [
      "what is no object",
      () => requirePasses("engine", undefined),
      "TypeError: engine: expected an object, got undefined",
    ],
    [
      "an object that cannot go forward",
      () => requirePasses("engine", { propagate }),
      "TypeError: engine.writeSteps: expected a function, got undefined",
    ],
  ]);
});
