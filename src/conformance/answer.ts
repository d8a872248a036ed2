/** What a case says the answer is: expected tensors and error factors that fit its request. */
import { bitsOf, DTYPES, type Dtype, roundTo } from "./dtype.ts";
import { refuse } from "./formatError.ts";
import type { Case, CaseOf } from "./kinds.ts";
import {
  gradientShapes,
  parameterShapes,
  requireLength,
  requireNames,
  requireShape,
  requireTensors,
  type Shapes,
} from "./shapes.ts";

/**
 * Expected values and error factors that have the shapes that the config and the inputs ask for.
 *
 * @param testCase one whose request can be carried out
 * @param place where the case is, as messages begin
 * @throws {FormatError} naming the first thing that is not so
 */
export function requireAnswer(testCase: Case, place: string): void {
  const expected = `${place}.expected`;
  switch (testCase.kind) {
    case "canary":
      requireCanary(testCase, place);
      break;
    case "random":
      requireTensors(expected, testCase.expected, { values: [testCase.inputs.count] });
      break;
    case "activation": {
      const n = testCase.inputs.a.length;
      requireTensors(expected, testCase.expected, { s: [n], derivative: [n] });
      break;
    }
    case "loss": {
      const shapes = { loss: [], outputError: [testCase.inputs.o.length] };
      requireTensors(expected, testCase.expected, shapes);
      break;
    }
    case "forward":
      requireTensors(expected, testCase.expected, forwardShapes(testCase));
      break;
    case "gradient":
      requireJudged(testCase, place, { loss: [], ...gradientShapes(testCase.config) });
      break;
    case "clip":
      requireJudged(testCase, place, gradientShapes(testCase.config));
      break;
    case "step":
      requireJudged(testCase, place, parameterShapes(testCase.config));
      break;
    case "pairs":
      requirePairs(testCase, place);
      break;
    case "trajectory":
      requireTrajectory(testCase, place);
      break;
  }
}

/** Expected tensors of these shapes, and an error factor for each. */
function requireJudged(
  { expected, errorFactor }: { readonly expected: object; readonly errorFactor: object },
  place: string,
  shapes: Shapes,
): void {
  requireTensors(`${place}.expected`, expected, shapes);
  requireNames(`${place}.errorFactor`, errorFactor, Object.keys(shapes));
}

/** Values as the dtype holds them, with their bits beside them. */
function requireCanary({ config, inputs, expected }: CaseOf<"canary">, place: string): void {
  const { dtype } = config;
  const { values, bits, decimalBits } = expected;
  requireShape(`${place}.expected.values`, values, [inputs.values.length]);
  requireLength(`${place}.expected.bits`, bits, values.length);
  requireLength(`${place}.expected.decimalBits`, decimalBits, inputs.decimals.length);
  values.forEach((value, n) => {
    const held = roundTo(dtype, inputs.values[n]);
    if (!Object.is(value, held)) {
      refuse(`${place}.expected.values[${n}]`, `${numeral(held)}, in ${dtype}`, numeral(value));
    }
    const own = bitsOf(dtype, value);
    if (bits[n] !== own) refuse(`${place}.expected.bits[${n}]`, own, bits[n]);
  });
  inputs.decimals.forEach((decimal, n) => {
    const own = decimalBits[n];
    const at = `${place}.expected.decimalBits[${n}]`;
    // By way of binary64 a decimal would be rounded twice into binary32, which may be once too often.
    const bits = dtype === "float64" ? bitsOf(dtype, Number(decimal)) : "8 digits";
    if (dtype === "float64" ? own !== bits : own.length !== 8) refuse(at, bits, own);
  });
}

function numeral(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

function forwardShapes({ config, inputs }: CaseOf<"forward">): Shapes {
  const T = inputs.x.length;
  const { hiddenSize: H, outputSize: O } = config;
  return { a: [T, H], s: [T, H], o: [T, O], prediction: [T, O] };
}

/** pairs[t] of t + 1 gradients where step t has a loss, null where it has none. */
function requirePairs({ config, inputs, expected, errorFactor }: CaseOf<"pairs">, place: string) {
  const T = inputs.x.length;
  const shapes = gradientShapes(config);
  const lists = { expected: expected.pairs, errorFactor: errorFactor.pairs };
  for (const [name, pairs] of Object.entries(lists)) {
    const at = `${place}.${name}.pairs`;
    requireLength(at, pairs, T);
    pairs.forEach((row, t) => {
      const hasLoss = config.lossAt === "every" || t === T - 1;
      if (hasLoss !== (row !== null)) {
        const got = row === null ? "null" : "gradients";
        refuse(`${at}[${t}]`, hasLoss ? "gradients, as step t has a loss" : "null", got);
      }
      if (row === null) return;
      requireLength(`${at}[${t}]`, row, t + 1);
      row.forEach((tensors, i) => {
        requireTensors(`${at}[${t}][${i}]`, tensors, shapes);
      });
    });
  }
}

function requireTrajectory(testCase: CaseOf<"trajectory">, place: string): void {
  const { epochs } = testCase.inputs;
  const { trainLoss, horizon, ranges, ...parameters } = testCase.expected;
  const { trainLoss: lossFactors, ...factors } = testCase.errorFactor;
  const shapes = parameterShapes(testCase.config);
  requireTensors(`${place}.expected`, parameters, shapes);
  requireNames(`${place}.errorFactor`, factors, Object.keys(shapes));
  requireLength(`${place}.expected.trainLoss`, trainLoss, epochs);
  const longest = { float64: epochs, float32: horizon.float64 };
  for (const dtype of DTYPES) {
    if (horizon[dtype] > longest[dtype]) {
      const at = `${place}.expected.horizon.${dtype}`;
      refuse(at, `at most ${longest[dtype]}`, String(horizon[dtype]));
    }
    requireRanges(testCase, `${place}.expected.ranges.${dtype}`, dtype);
  }
  requireLength(`${place}.errorFactor.trainLoss`, lossFactors, horizon.float64);
}

/** For each epoch past the horizon a range that the expected loss lies in. */
function requireRanges({ expected }: CaseOf<"trajectory">, place: string, dtype: Dtype): void {
  const { trainLoss, horizon, ranges } = expected;
  const list = ranges[dtype];
  requireLength(place, list, trainLoss.length - horizon[dtype]);
  list.forEach(({ min, max }, n) => {
    const loss = trainLoss[horizon[dtype] + n];
    if (!(min <= loss && loss <= max)) {
      refuse(`${place}[${n}]`, `a range around ${loss}`, `${min} to ${max}`);
    }
  });
}
