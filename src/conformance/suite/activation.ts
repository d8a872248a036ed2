/** Activations and their derivatives, near zero, far out, and at the kink. */
import type { Activation } from "../../rnn/activation.ts";
import { about } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

function activation(
  name: Activation,
  theme: string,
  comment: string,
  flags: readonly Flag[],
  a: readonly number[],
): Draft<"activation"> {
  return {
    kind: "activation",
    ...about(`activation-${name}-${theme}`, comment, ["ByArithmetic", ...flags]),
    config: { activation: name },
    inputs: { a: [...a] },
  };
}

const ORDINARY = [-3, -1.5, -0.75, -0.25, -0.015625, 0.015625, 0.25, 0.75, 1.5, 3];
const FAR = [-20, -8, -5, 5, 8, 20];
const EXTREME = [-800, -90, -40, 40, 90, 800];

export const ACTIVATION: readonly Draft<"activation">[] = [
  activation(
    "sigmoid",
    "ordinary",
    "Where networks spend their time, and where s, 1 - s and s(1 - s) all differ.",
    [],
    ORDINARY,
  ),
  activation(
    "sigmoid",
    "far",
    "Towards both ends the derivative falls off, and 1 - s loses digits on one side.",
    ["Saturated"],
    FAR,
  ),
  activation(
    "sigmoid",
    "extreme",
    "exp(-a) overflows for large negative a, beyond -88 in binary32, and 1/(1 + Infinity) must be 0.",
    ["Saturated", "Overflow"],
    EXTREME,
  ),
  activation(
    "sigmoid",
    "zero",
    "At 0 and at -0 the sigmoid is exactly a half and its derivative a quarter.",
    [],
    [0, -0],
  ),
  activation(
    "tanh",
    "ordinary",
    "An odd function with an even derivative: a wrong sign shows on one side only.",
    [],
    ORDINARY,
  ),
  activation(
    "tanh",
    "far",
    "1 - s² loses digits as s nears 1, and must not become negative.",
    ["Saturated"],
    FAR,
  ),
  activation(
    "tanh",
    "extreme",
    "A tanh made of exponentials divides infinity by infinity out here.",
    ["Saturated", "Overflow"],
    EXTREME,
  ),
  activation(
    "tanh",
    "near-zero",
    "Near zero a tanh made of exponentials loses its digits to cancellation.",
    [],
    [-0.0625, -0.015625, -0.0009765625, 0, 0.0009765625, 0.015625, 0.0625],
  ),
  activation("relu", "ordinary", "Off below zero, on above it, and nothing between.", [], ORDINARY),
  activation(
    "relu",
    "kink",
    "At the kink, from either zero, a comparison with >= gives another derivative than one with >.",
    ["ByConvention", "Kink"],
    [-1, -0, 0, 1],
  ),
  activation(
    "relu",
    "all-zeros",
    "A network of zeros is at the kink everywhere: its derivative must stay out of it.",
    ["ByConvention", "Kink", "Zeros"],
    [0, 0, -0, 0],
  ),
  activation("relu", "extreme", "Large numbers go through as they are.", [], EXTREME),
  activation(
    "identity",
    "ordinary",
    "The identity has the derivative 1, also where the state is negative or large.",
    [],
    [...ORDINARY, -800, 800],
  ),
];
