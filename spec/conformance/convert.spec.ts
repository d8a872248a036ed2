import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gradientsFrom,
  gradientsToArrays,
  parametersFrom,
  parametersToArrays,
  sequenceFrom,
  sequenceToArrays,
} from "../../src/conformance/convert.ts";
import { refusalOf } from "../../src/conformance/formatError.ts";
import { type Request, requireRequest } from "../../src/conformance/request.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { requireParameters } from "../../src/rnn/parameters.ts";
import { requireSequence } from "../../src/rnn/sequence.ts";
import { gradientsOf, networkCases } from "../support/arbitraries.ts";
import { finite, put } from "../support/caseFiles.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { thrownBy } from "../support/refusals.ts";

const CASES = networkCases({ numbers: finite });

describe("nested arrays", () => {
  it("become the network's tensors and back, to the bit", () => {
    fc.assert(
      fc.property(CASES, ({ parameters, sequence }) => {
        expect(parametersFrom(parametersToArrays(parameters))).toEqual(parameters);
        expect(sequenceFrom(sequenceToArrays(sequence))).toEqual(sequence);
      }),
    );
    const gradients = CASES.chain(({ config }) => gradientsOf(config, finite));
    fc.assert(
      fc.property(gradients, (dTheta) => {
        expect(gradientsFrom(gradientsToArrays(dTheta))).toEqual(dTheta);
      }),
    );
  });

  it("are refused as a request where the network would refuse them, and only there", () => {
    const changes = fc.record({
      path: fc.constantFrom(
        ["config", "inputSize"],
        ["config", "hiddenSize"],
        ["config", "outputSize"],
        ["config", "hiddenBias"],
        ["config", "outputBias"],
        ["config", "lossAt"],
        ["config", "output"],
        ["config", "truncation"],
        ["inputs", "initialState"],
        ["inputs", "parameters", "b"],
        ["inputs", "parameters", "W", 0],
        ["inputs", "y", 0],
        ["inputs", "x"],
      ),
      size: fc.integer({ min: 1, max: 5 }),
      flag: fc.boolean(),
    });
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(networkCases({ maxSize: 3 }), changes, (network, { path, size, flag }) => {
        const { x, y, initialState } = sequenceToArrays(network.sequence);
        const request = {
          kind: "gradient",
          config: structuredClone(network.config),
          inputs: { parameters: parametersToArrays(network.parameters), x, y, initialState },
        };
        if (initialState === undefined) Reflect.deleteProperty(request.inputs, "initialState");
        const name = String(path[path.length - 1]);
        const ofName: Readonly<Record<string, unknown>> = {
          hiddenBias: flag,
          outputBias: flag,
          lossAt: flag ? "last" : "every",
          output: flag ? "softmax" : "linear",
          truncation: { kind: "chunk", k1: 3, k2: size },
          initialState: new Array(size).fill(0),
          b: flag ? new Array(size).fill(0) : undefined,
          0: new Array(size).fill(flag ? 0 : 1),
          x: Array.from({ length: size }, () => new Array(network.config.inputSize).fill(0)),
        };
        put(request, path, name in ofName ? ofName[name] : size);
        const ours = refusalOf(() => requireRequest(request as object as Request, "f"));
        const theirs = thrownBy(() => {
          const { config, inputs } = request as object as Extract<Request, { kind: "gradient" }>;
          const defined = defineNetwork(config);
          requireParameters(defined, parametersFrom(inputs.parameters));
          requireSequence(defined, sequenceFrom(inputs), "sequence");
        });
        expect([ours !== undefined, ours, theirs]).toEqual([
          theirs !== "nothing was thrown",
          ours,
          theirs,
        ]);
        if (ours === undefined) taken++;
        else refused++;
      }),
      { numRuns: 10 * FC_RUNS },
    );
    // Of ten times as many runs: neither side is there by accident alone.
    expect(Math.min(taken, refused)).toBeGreaterThan(2 * FC_RUNS);
  });
});
