/**
 * What the flags of the cases stand for: first how the expected values were obtained, then what a
 * case is about, with the family of mistakes that such cases find.
 */
import type { Note } from "../types.ts";

/** The name of a note. */
export type Flag =
  | "ByDefinition"
  | "ByReversePass"
  | "ByArithmetic"
  | "ByConvention"
  | "SignedZero"
  | "Subnormal"
  | "Extreme"
  | "Halfway"
  | "LongDecimal"
  | "DoubleRounding"
  | "Seed"
  | "Interval"
  | "Refill"
  | "Overflow"
  | "Kink"
  | "Window"
  | "Chunk"
  | "RaggedTail"
  | "InitialState"
  | "NoBias"
  | "Softmax"
  | "SingleStep"
  | "SingleUnit"
  | "Scalar"
  | "Saturated"
  | "Vanishing"
  | "Exploding"
  | "DeadUnits"
  | "Zeros"
  | "Large"
  | "ByValue"
  | "ByNorm"
  | "AtTheLimit"
  | "ManyRecords"
  | "ManyUpdates"
  | "Chaotic"
  | "Shape"
  | "Missing"
  | "Option"
  | "Target"
  | "NotANumber";

/** What every flag of the suite stands for. */
export const NOTES: Readonly<Record<Flag, Note>> = {
  ByDefinition: {
    bugType: "CALCULUS",
    description:
      "Every expected derivative was confirmed, to a last place of binary64, by central differences of the loss in decimal arithmetic of many digits. They use no rule of calculus, so none can be wrong in both places.",
  },
  ByReversePass: {
    bugType: "CALCULUS",
    description:
      "The expected derivatives are those of a reverse pass in decimal arithmetic of many digits, since differences for every entry would take too long. On a sample of entries the pass was confirmed by central differences.",
  },
  ByArithmetic: {
    bugType: "FORMULA",
    description:
      "The expected values are the formulas of the schema, evaluated in decimal arithmetic of many digits and rounded once to binary64; derivatives among them are central differences in the same arithmetic.",
  },
  ByConvention: {
    bugType: "CONVENTION",
    description:
      "Mathematics leaves the answer open and this suite makes a choice, the one that nearly every library makes: the derivative of relu at a pre-activation of 0, and at -0, is 0. Who has chosen otherwise on purpose skips the case.",
  },

  SignedZero: {
    bugType: "NUMBER_PARSING",
    description:
      "JSON has a negative zero. A reader that goes by way of integers, or a writer that drops the sign, loses it.",
  },
  Subnormal: {
    bugType: "NUMBER_PARSING",
    description:
      "Numbers below the smallest normal one. They are lost where subnormals are flushed to zero, as some compilers' fast modes do.",
  },
  Extreme: {
    bugType: "NUMBER_PARSING",
    description:
      "The largest and the smallest numbers of the dtype, and whole numbers at the end of those that it holds without a gap.",
  },
  Halfway: {
    bugType: "NUMBER_PARSING",
    description:
      "Decimals halfway between two numbers of the dtype, or so close to it that only a reader that looks at all digits can tell on which side they are.",
  },
  LongDecimal: {
    bugType: "NUMBER_PARSING",
    description: "Decimals with more digits than the dtype holds, and exponents in every spelling.",
  },
  DoubleRounding: {
    bugType: "NUMBER_PARSING",
    description:
      "Decimals that come out one number too low or too high when they are read as binary64 first and rounded to binary32 after.",
  },

  Seed: {
    bugType: "RANDOM_SEEDING",
    description:
      "A seed at which a generator's initialisation may go wrong: zero, the largest, one above the range of signed numbers.",
  },
  Interval: {
    bugType: "RANDOM_SCALING",
    description:
      "An interval other than [0, 1): the draw is scaled and moved, low + (high - low) r, in this order.",
  },
  Refill: {
    bugType: "RANDOM_STATE",
    description:
      "More draws than the generator's state of 624 words lasts for, so that it is renewed once on the way.",
  },

  Overflow: {
    bugType: "OVERFLOW",
    description:
      "An exponential of these numbers overflows, though the result does not: a stable formula is needed, such as softmax after subtraction of the largest output.",
  },
  Kink: {
    bugType: "KINK",
    description: "Pre-activations of exactly zero, where relu has no derivative.",
  },

  Window: {
    bugType: "TRUNCATION",
    description:
      "Each loss reaches back a number of hops of its own: k hops are k + 1 terms. Mistaken for k terms, or for one window from the end of the sequence, or for chunks.",
  },
  Chunk: {
    bugType: "TRUNCATION",
    description:
      "All losses of k1 steps start at the same step, k2 steps back from the last of them. Mistaken for a window for each loss, or for a gradient that ends where the chunk begins.",
  },
  RaggedTail: {
    bugType: "TRUNCATION",
    description:
      "The number of steps is no multiple of k1, so that the last chunk is shorter than the others; it still reaches back k2 steps from its end.",
  },
  InitialState: {
    bugType: "INITIAL_STATE",
    description:
      "The state before the first step is given. It enters the first step, and the first step's term of dW.",
  },
  NoBias: {
    bugType: "BIAS",
    description:
      "The network lacks a bias, or both. The parameter does not exist, and neither does its gradient.",
  },
  Softmax: {
    bugType: "OUTPUT_ERROR",
    description: "Softmax with cross-entropy: the output error is the prediction minus the target.",
  },
  SingleStep: {
    bugType: "EDGE_CASE",
    description: "A sequence of one step: nothing is carried back, and the first step is the last.",
  },
  SingleUnit: {
    bugType: "EDGE_CASE",
    description:
      "One hidden unit: W is a single number. Libraries that drop dimensions of length one trip over it.",
  },
  Scalar: {
    bugType: "EDGE_CASE",
    description:
      "One input and one output: vectors of a single number, which must not become plain numbers on the way.",
  },
  Saturated: {
    bugType: "SATURATION",
    description:
      "Units, or a softmax, far out where the derivative is nearly zero: what is left must still be right in proportion to the whole.",
  },
  Vanishing: {
    bugType: "VANISHING",
    description:
      "Gradients that shrink with every step back, to a millionth of a millionth. A tolerance that is fixed and not derived would let zeros pass.",
  },
  Exploding: {
    bugType: "EXPLODING",
    description:
      "Gradients that grow with every step back, by some thousands in all. A tolerance that does not grow along would fail right programs.",
  },
  DeadUnits: {
    bugType: "ACTIVATION_DERIVATIVE",
    description: "Units of relu that are off, at some steps or at all: nothing flows through them.",
  },
  Zeros: {
    bugType: "VACUOUS",
    description:
      "A tensor, a sequence or a gradient of zeros, on purpose: what must be exactly zero is.",
  },
  Large: {
    bugType: "SCALE",
    description:
      "A network of the size that people train, where sums are long and their order counts.",
  },

  ByValue: {
    bugType: "CLIPPING",
    description: "Each entry of the finished gradient is limited on its own.",
  },
  ByNorm: {
    bugType: "CLIPPING",
    description:
      "The finished gradient is scaled down, all tensors by one factor, if its norm exceeds the limit.",
  },
  AtTheLimit: {
    bugType: "CLIPPING",
    description:
      "An entry or a norm that is exactly the limit: the same by either reading of the comparison.",
  },

  ManyRecords: {
    bugType: "RECORDS",
    description:
      "Several sequences, one after the other. Each starts from its own initial state, or from zeros, and from gradients of zero.",
  },
  ManyUpdates: {
    bugType: "UPDATE",
    description:
      "The parameters change after every chunk, while the sequence goes on: states stay as they are, and what flows back uses the parameters of now.",
  },
  Chaotic: {
    bugType: "CHAOS",
    description:
      "A training so sensitive that rounding alone decides how it goes on. Losses are held to the expected ones up to the horizon only, past it to a range.",
  },

  Shape: {
    bugType: "INPUT_CHECK",
    description:
      "Tensors that do not fit the network or each other. Broadcasting or a reshape would make something of them without a word.",
  },
  Missing: {
    bugType: "INPUT_CHECK",
    description: "Something is missing, or there is something that nothing reads.",
  },
  Option: {
    bugType: "INPUT_CHECK",
    description: "An option that does not exist, or has no such value.",
  },
  Target: {
    bugType: "INPUT_CHECK",
    description:
      "A target that does not belong to the loss: for softmax with cross-entropy it is one class.",
  },
  NotANumber: {
    bugType: "INPUT_CHECK",
    description:
      "Something other than a number where a number belongs. A language that converts on its own would go on with it.",
  },
};
