/**
 * What the schemas in `fixtures/schema` describe, as types.
 *
 * Written by `npm run schema-types`: change the schemas, not this file.
 */

/**
 * A file of test cases for an Elman network trained with truncated back-propagation through time. Letters: D input size, H hidden size, O output size, T sequence length. Give an implementation a case's config and inputs, and compare what it returns with expected: every tensor that expected has, no other, each in the same shape, each entry within errorFactor. All numbers are finite. Beyond what a schema can say: rows of a matrix are equally long and shapes agree with the config, k2 is at least k1, numberOfCases is right, ids differ and begin with the kind, flags are explained in notes.
 */
export type CasesFile =
  | CanaryFile
  | RandomFile
  | ActivationFile
  | LossFile
  | ForwardFile
  | GradientFile
  | PairsFile
  | ClipFile
  | StepFile
  | TrajectoryFile
  | RejectFile;
/**
 * Begins with the kind of its case. Never changes and is never used again: a case that was wrong is superseded by one with a new id.
 */
export type CaseId = string;
/**
 * The bits of a number in lowercase hexadecimal, most significant first: 16 digits for float64, 8 for float32.
 */
export type Bits64Or32 = string;
/**
 * The absolute tolerance of every entry of a tensor, in units of the unit roundoff u of the implementation under test (2^-53 for float64, 2^-24 for float32): |result - expected| <= errorFactor * u. 0 means exact: the result is the expected number, rounded to the implementation's dtype.
 */
export type ErrorFactor = number;
/**
 * f in s_t = f(a_t). sigmoid: 1 / (1 + e^-a). relu: max(0, a), with derivative 0 at a = 0.
 */
export type Activation = "sigmoid" | "tanh" | "relu" | "identity";
/**
 * linear: the prediction is o, the loss half the squared error, ½ Σ_k (o_k - y_k)^2. softmax: the prediction is softmax(o), the loss the cross-entropy, -ln of the prediction at the class y.
 */
export type Output = "linear" | "softmax";
/**
 * How far back the loss at step t reaches: it contributes through the steps i with start(t) <= i <= t. V and c see every loss.
 */
export type Truncation =
  | {
      kind: "full";
    }
  | {
      kind: "window";
      /**
       * k: k hops back in time, k + 1 terms
       */
      hops: number;
    }
  | {
      kind: "chunk";
      /**
       * steps between updates
       */
      k1: number;
      /**
       * steps that each update reaches back over, at least k1
       */
      k2: number;
    };
/**
 * Numbers, as the shortest decimals that read back as the same binary64. A matrix is an array of its rows, all of the same length: A[i][j] is the entry in row i and column j.
 */
export type Vector = number[];

/**
 * Cases of the kind canary.
 */
export interface CanaryFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "canary";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: CanaryCase[];
}
/**
 * What the flags of the cases stand for.
 */
export interface Notes {
  [k: string]: Note;
}
/**
 * Why such cases are here.
 *
 * This interface was referenced by `Notes`'s JSON-Schema definition
 * via the `patternProperty` "^[A-Z][A-Za-z0-9]*$".
 */
export interface Note {
  /**
   * the family of mistakes that such cases find
   */
  bugType: string;
  description: string;
}
/**
 * Numbers to be read and given back. Run these first: what fails here is the reading or writing of numbers, not the network. Negative zero and zero are told apart in this kind only.
 */
export interface CanaryCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: {
    /**
     * the case is for implementations of this dtype; others skip it
     */
    dtype: "float64" | "float32";
  };
  inputs: {
    /**
     * numbers to be read from JSON into the dtype
     *
     * @minItems 1
     */
    values: number[];
    /**
     * decimals to be converted into the dtype, each rounded once, to nearest, ties to even: longer than needed, halfway between two numbers, and the like
     */
    decimals: string[];
  };
  expected: {
    /**
     * inputs.values again, as the dtype holds them
     */
    values: number[];
    /**
     * the bits of each of values
     */
    bits: Bits64Or32[];
    /**
     * the bits of each of inputs.decimals
     */
    decimalBits: Bits64Or32[];
  };
  /**
   * Everything is exact.
   */
  errorFactor: {
    values: 0;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * Cases of the kind random.
 */
export interface RandomFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "random";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: RandomCase[];
}
/**
 * Uniform draws from [low, high): low + (high - low) r, where r = (a * 2^26 + b) / 2^53 with a the upper 27 and b the upper 26 bits of two consecutive outputs of MT19937. The arithmetic is float64 whatever the dtype; float32 rounds once at the end.
 */
export interface RandomCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: {
    /**
     * seeded by init_genrand, as np.random.seed(seed) does
     */
    generator: "mt19937";
  };
  inputs: {
    seed: number;
    low: number;
    high: number;
    /**
     * how many numbers to draw
     */
    count: number;
  };
  expected: {
    /**
     * the draws, in order, count of them
     */
    values: number[];
  };
  errorFactor: {
    values: ErrorFactor;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * Cases of the kind activation.
 */
export interface ActivationFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "activation";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: ActivationCase[];
}
/**
 * The activation function and its derivative, one number at a time.
 */
export interface ActivationCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: {
    activation: Activation;
  };
  inputs: {
    /**
     * pre-activations
     *
     * @minItems 1
     */
    a: number[];
  };
  expected: {
    /**
     * f(a), in the length of a
     */
    s: number[];
    /**
     * f'(a), in the length of a
     */
    derivative: number[];
  };
  errorFactor: {
    s: ErrorFactor;
    derivative: ErrorFactor;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * Cases of the kind loss.
 */
export interface LossFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "loss";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: LossCase[];
}
/**
 * The loss of one step and its derivative with respect to the output.
 */
export interface LossCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: {
    output: Output;
  };
  inputs: {
    /**
     * O, the output
     *
     * @minItems 1
     */
    o: number[];
    /**
     * O, the target; one-hot for softmax
     */
    y: number[];
  };
  expected: {
    /**
     * half the squared error, or the cross-entropy
     */
    loss: number;
    /**
     * O, the derivative of the loss with respect to o
     */
    outputError: number[];
  };
  errorFactor: {
    loss: ErrorFactor;
    outputError: ErrorFactor;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * Cases of the kind forward.
 */
export interface ForwardFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "forward";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: ForwardCase[];
}
/**
 * The forward pass over one sequence.
 */
export interface ForwardCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: Network;
  inputs: {
    parameters: ParameterArrays;
    /**
     * T × D, the inputs x_0 ... x_(T-1)
     *
     * @minItems 1
     */
    x: Vector[];
    /**
     * H, the state before the first step; zeros when absent
     */
    initialState?: number[];
  };
  expected: {
    /**
     * T × H, the pre-activations
     *
     * @minItems 1
     */
    a: Vector[];
    /**
     * T × H, the states
     *
     * @minItems 1
     */
    s: Vector[];
    /**
     * T × O, the outputs
     *
     * @minItems 1
     */
    o: Vector[];
    /**
     * T × O: o for linear, softmax(o) for softmax
     *
     * @minItems 1
     */
    prediction: Vector[];
  };
  errorFactor: {
    a: ErrorFactor;
    s: ErrorFactor;
    o: ErrorFactor;
    prediction: ErrorFactor;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * What the network is, apart from its numbers: a_t = b + U x_t + W s_(t-1), s_t = f(a_t), o_t = c + V s_t.
 */
export interface Network {
  /**
   * D
   */
  inputSize: number;
  /**
   * H
   */
  hiddenSize: number;
  /**
   * O
   */
  outputSize: number;
  activation: Activation;
  output: Output;
  /**
   * last: a loss at step T - 1 only. every: a loss at each step; the loss of a sequence is their sum.
   */
  lossAt: "last" | "every";
  /**
   * whether there is a b
   */
  hiddenBias: boolean;
  /**
   * whether there is a c
   */
  outputBias: boolean;
  truncation: Truncation;
}
/**
 * The parameters. A bias that the network does not have is absent.
 */
export interface ParameterArrays {
  /**
   * H × D, input to hidden
   *
   * @minItems 1
   */
  U: Vector[];
  /**
   * H × H, hidden to hidden
   *
   * @minItems 1
   */
  W: Vector[];
  /**
   * O × H, hidden to output
   *
   * @minItems 1
   */
  V: Vector[];
  /**
   * H, hidden bias
   */
  b?: number[];
  /**
   * O, output bias
   */
  c?: number[];
}
/**
 * Cases of the kind gradient.
 */
export interface GradientFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "gradient";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: GradientCase[];
}
/**
 * The loss of one sequence and its gradient, truncated as the network's config says.
 */
export interface GradientCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: Network;
  inputs: {
    parameters: ParameterArrays;
    /**
     * T × D, the inputs x_0 ... x_(T-1)
     *
     * @minItems 1
     */
    x: Vector[];
    /**
     * The targets, one row for each loss: 1 × O with the loss at the last step, T × O with a loss at every step. For softmax each row is one-hot.
     *
     * @minItems 1
     */
    y: Vector[];
    /**
     * H, the state before the first step; zeros when absent
     */
    initialState?: number[];
  };
  expected: {
    /**
     * the sum over the steps that have a loss
     */
    loss: number;
    /**
     * H × D
     *
     * @minItems 1
     */
    dU: Vector[];
    /**
     * H × H
     *
     * @minItems 1
     */
    dW: Vector[];
    /**
     * O × H
     *
     * @minItems 1
     */
    dV: Vector[];
    /**
     * H
     */
    db?: number[];
    /**
     * O
     */
    dc?: number[];
  };
  errorFactor: {
    loss: ErrorFactor;
    dU: ErrorFactor;
    dW: ErrorFactor;
    dV: ErrorFactor;
    db?: ErrorFactor;
    dc?: ErrorFactor;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * Cases of the kind pairs.
 */
export interface PairsFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "pairs";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: PairsCase[];
}
/**
 * What each loss contributes through each step: g(t, i), the derivative of the loss at step t with respect to the parameters as step i uses them, as if every step had a copy of its own. V and c are used by the loss at their own step, i = t, so dV and dc are zero for i < t. The truncation plays no part: every truncated gradient is a sum of pairs.
 */
export interface PairsCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: Network;
  inputs: {
    parameters: ParameterArrays;
    /**
     * T × D, the inputs x_0 ... x_(T-1)
     *
     * @minItems 1
     */
    x: Vector[];
    /**
     * The targets, one row for each loss: 1 × O with the loss at the last step, T × O with a loss at every step. For softmax each row is one-hot.
     *
     * @minItems 1
     */
    y: Vector[];
    /**
     * H, the state before the first step; zeros when absent
     */
    initialState?: number[];
  };
  expected: {
    /**
     * T entries. pairs[t][i] is g(t, i), for i = 0 ... t; pairs[t] is null where step t has no loss.
     */
    pairs: (GradientArrays[] | null)[];
  };
  errorFactor: {
    /**
     * as in expected, with one factor for each tensor
     */
    pairs: (GradientFactors[] | null)[];
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * The derivative of the loss with respect to each parameter, in the parameter's shape. A bias that the network does not have is absent.
 */
export interface GradientArrays {
  /**
   * H × D
   *
   * @minItems 1
   */
  dU: Vector[];
  /**
   * H × H
   *
   * @minItems 1
   */
  dW: Vector[];
  /**
   * O × H
   *
   * @minItems 1
   */
  dV: Vector[];
  /**
   * H
   */
  db?: number[];
  /**
   * O
   */
  dc?: number[];
}
/**
 * One error factor for each gradient.
 */
export interface GradientFactors {
  dU: ErrorFactor;
  dW: ErrorFactor;
  dV: ErrorFactor;
  db?: ErrorFactor;
  dc?: ErrorFactor;
}
/**
 * Cases of the kind clip.
 */
export interface ClipFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "clip";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: ClipCase[];
}
/**
 * Clipping of a gradient.
 */
export interface ClipCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: Sizes;
  inputs: {
    gradients: GradientArrays;
    clipping: Clipping;
  };
  expected: GradientArrays;
  errorFactor: GradientFactors;
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * The shapes of a gradient.
 */
export interface Sizes {
  /**
   * D
   */
  inputSize: number;
  /**
   * H
   */
  hiddenSize: number;
  /**
   * O
   */
  outputSize: number;
  /**
   * whether there is a db
   */
  hiddenBias: boolean;
  /**
   * whether there is a dc
   */
  outputBias: boolean;
}
/**
 * value: each entry g becomes min(max(g, -limit), limit). norm: when the Euclidean norm of all entries of all tensors together exceeds the limit, every entry is multiplied by limit / norm.
 */
export interface Clipping {
  kind: "value" | "norm";
  limit: number;
}
/**
 * Cases of the kind step.
 */
export interface StepFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "step";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: StepCase[];
}
/**
 * One update: the gradient of one sequence, clipped if a clipping is given, then θ ← θ − learningRate · dθ.
 */
export interface StepCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: Network;
  inputs: {
    parameters: ParameterArrays;
    /**
     * T × D, the inputs x_0 ... x_(T-1)
     *
     * @minItems 1
     */
    x: Vector[];
    /**
     * The targets, one row for each loss: 1 × O with the loss at the last step, T × O with a loss at every step. For softmax each row is one-hot.
     *
     * @minItems 1
     */
    y: Vector[];
    /**
     * H, the state before the first step; zeros when absent
     */
    initialState?: number[];
    /**
     * of the gradient; null: none
     */
    clipping: Clipping | null;
    /**
     * η in θ ← θ − η dθ
     */
    learningRate: number;
  };
  expected: ParameterArrays;
  errorFactor: ParameterFactors;
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * One error factor for each parameter.
 */
export interface ParameterFactors {
  U: ErrorFactor;
  W: ErrorFactor;
  V: ErrorFactor;
  b?: ErrorFactor;
  c?: ErrorFactor;
}
/**
 * Cases of the kind trajectory.
 */
export interface TrajectoryFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "trajectory";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: TrajectoryCase[];
}
/**
 * Training: in each epoch the records in order, each with one update (or one after each chunk).
 */
export interface TrajectoryCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: Network;
  inputs: {
    parameters: ParameterArrays;
    /**
     * @minItems 1
     */
    records: TrainingRecord[];
    epochs: number;
    /**
     * η in θ ← θ − η dθ
     */
    learningRate: number;
    /**
     * of the finished gradient of each update; null: none
     */
    clipping: Clipping | null;
    /**
     * sequence: one update a record. chunk: one after every k1 steps and after the last, of the losses since the update before, the state carried on; the truncation is then chunk.
     */
    updateEvery: "sequence" | "chunk";
  };
  expected: {
    /**
     * for each epoch the sum of the records' losses, measured before the epoch's updates
     */
    trainLoss: number[];
    /**
     * H × D, input to hidden
     *
     * @minItems 1
     */
    U: Vector[];
    /**
     * H × H, hidden to hidden
     *
     * @minItems 1
     */
    W: Vector[];
    /**
     * O × H, hidden to output
     *
     * @minItems 1
     */
    V: Vector[];
    /**
     * H, hidden bias
     */
    b?: number[];
    /**
     * O, output bias
     */
    c?: number[];
    /**
     * How many epochs' losses are held to the error factor: rounding cannot move them beyond it. Not part of a result. The parameters are held to theirs when all epochs are within the horizon; past it only their shapes are.
     */
    horizon: {
      float64: number;
      float32: number;
    };
    /**
     * For each epoch past the horizon the range within which its loss must lie. Not part of a result.
     */
    ranges: {
      float64: LossRange[];
      float32: LossRange[];
    };
  };
  errorFactor: {
    /**
     * one factor for each epoch within the longer horizon
     */
    trainLoss: ErrorFactor[];
    U: ErrorFactor;
    W: ErrorFactor;
    V: ErrorFactor;
    b?: ErrorFactor;
    c?: ErrorFactor;
  };
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}
/**
 * One sequence.
 */
export interface TrainingRecord {
  /**
   * T × D, the inputs x_0 ... x_(T-1)
   *
   * @minItems 1
   */
  x: Vector[];
  /**
   * The targets, one row for each loss: 1 × O with the loss at the last step, T × O with a loss at every step. For softmax each row is one-hot.
   *
   * @minItems 1
   */
  y: Vector[];
  /**
   * H, the state before the first step; zeros when absent
   */
  initialState?: number[];
}
/**
 * What a training loss was in an ensemble of runs that differ in rounding only.
 */
export interface LossRange {
  min: number;
  max: number;
}
/**
 * Cases of the kind reject.
 */
export interface RejectFile {
  format: "bptt-oracle/cases";
  version: 1;
  kind: "reject";
  notes: Notes;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  cases: RejectCase[];
}
/**
 * A request that cannot be carried out and must be refused with an error: a shape that does not fit, a target that is not one-hot, a truncation that leaves losses out.
 */
export interface RejectCase {
  id: CaseId;
  /**
   * what the case is about, in a sentence
   */
  comment: string;
  /**
   * names from the file's notes
   */
  flags: string[];
  config: {};
  inputs: {
    /**
     * the kind that the request pretends to be
     */
    kind:
      | "canary"
      | "random"
      | "activation"
      | "loss"
      | "forward"
      | "gradient"
      | "pairs"
      | "clip"
      | "step"
      | "trajectory";
    /**
     * the config of the request, free in form
     */
    config: {
      [k: string]: unknown;
    };
    /**
     * the inputs of the request, free in form
     */
    inputs: {
      [k: string]: unknown;
    };
  };
  expected: {
    error: true;
  };
  errorFactor: {};
  /**
   * ids of the bugs of the catalogue that fail this case
   */
  kills: string[];
}

/**
 * What an implementation returned for the cases, to be judged. Every case is answered: by a result, or by a reason in skipped. JSON has no NaN and no Infinity: write null in their place, and the case fails as it should.
 */
export interface ResultsFile {
  format: "bptt-oracle/results";
  version: 1;
  implementation: Implementation;
  /**
   * The result for each case, by the case's id: an object with the tensors that the kind's expected has, as numbers in nested arrays, in the dtype's own decimals (9 significant digits are enough for float32, 17 for float64). For a case that is refused: { "error": true }, or the message in place of true.
   */
  results: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(canary|random|activation|loss|forward|gradient|pairs|clip|step|trajectory|reject)(-[a-z0-9]+)+$".
     */
    [k: string]: {
      [k: string]: unknown;
    };
  };
  /**
   * Why a case was not run, by the case's id.
   */
  skipped: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^(canary|random|activation|loss|forward|gradient|pairs|clip|step|trajectory|reject)(-[a-z0-9]+)+$".
     */
    [k: string]: string;
  };
}
/**
 * Who answered.
 */
export interface Implementation {
  name: string;
  language: string;
  version: string;
  /**
   * what the implementation computes in: binary64, unit roundoff u = 2^-53, or binary32, u = 2^-24
   */
  dtype: "float64" | "float32";
}

/**
 * All files of cases, with what they hold and the digest of their bytes. Beyond what a schema can say: the counts are right, and no path and no id occurs twice.
 */
export interface Manifest {
  format: "bptt-oracle/manifest";
  version: 1;
  /**
   * What wrote the files.
   */
  generator: {
    name: "bptt-oracle";
    version: string;
  };
  /**
   * over all files
   */
  numberOfCases: number;
  /**
   * @minItems 1
   */
  files: ManifestFile[];
}
/**
 * One file of cases.
 */
export interface ManifestFile {
  /**
   * relative to the manifest, with forward slashes
   */
  path: string;
  kind:
    | "canary"
    | "random"
    | "activation"
    | "loss"
    | "forward"
    | "gradient"
    | "pairs"
    | "clip"
    | "step"
    | "trajectory"
    | "reject";
  numberOfCases: number;
  /**
   * of the file's bytes, in lowercase hexadecimal
   */
  sha256: string;
  /**
   * of the cases, in their order
   *
   * @minItems 1
   */
  ids: string[];
}

/**
 * The id of a case.
 */
export type CertifiedCase = string;
/**
 * The id of a bug of the catalogue.
 */
export type BugId = string;

/**
 * Which mistakes the cases find: every bug of the catalogue was run against every case. A case kills a bug in a dtype when the bug's result, rounded to the dtype, is beyond twice the tolerance, so that neither rounding nor another order of summation decides. Beyond what a schema can say: the counts are right, every row has a digit for each case, and whatever case or bug is named is in the lists.
 */
export interface Certificate {
  format: "bptt-oracle/certificate";
  version: 1;
  /**
   * the length of bugs
   */
  numberOfBugs: number;
  /**
   * the length of cases
   */
  numberOfCases: number;
  /**
   * the ids of the cases, in the order of the digits in the rows
   *
   * @minItems 1
   */
  cases: CertifiedCase[];
  /**
   * @minItems 1
   */
  bugs: CertifiedBug[];
  /**
   * @minItems 1
   */
  kinds: CertifiedKind[];
  /**
   * the cases that kill no bug in any dtype
   */
  killsNothing: IdleCase[];
  /**
   * A small set of cases that kills every bug that any case kills, in every dtype; with a canary for each dtype and a reject case.
   */
  quick: {
    /**
     * in the order of the files
     */
    cases: CertifiedCase[];
    /**
     * how many of them are there for the bugs
     */
    killers: number;
    /**
     * how many cases any such set needs for the bugs: no fewer can do
     */
    atLeast: number;
  };
}
/**
 * A bug, and the cases that kill it.
 */
export interface CertifiedBug {
  id: BugId;
  title: string;
  float64: Killers;
  float32: Killers;
}
/**
 * The cases that kill a bug in a dtype.
 */
export interface Killers {
  /**
   * how many they are
   */
  kills: number;
  /**
   * the one that is shortest as JSON; null where there is none
   */
  smallest: CertifiedCase | null;
  /**
   * one digit for each case: 1 where it kills the bug
   */
  row: string;
}
/**
 * What the cases of a kind are blind to, all of them together.
 */
export interface CertifiedKind {
  kind:
    | "canary"
    | "random"
    | "activation"
    | "loss"
    | "forward"
    | "gradient"
    | "pairs"
    | "clip"
    | "step"
    | "trajectory"
    | "reject";
  numberOfCases: number;
  /**
   * bugs of lines that the kind never comes to
   */
  cannotShow: BugId[];
  /**
   * other bugs that no case of the kind kills in one dtype or the other
   */
  missed: BugId[];
}
/**
 * A case that kills nothing.
 */
export interface IdleCase {
  id: CertifiedCase;
  /**
   * what it is for; null where nothing speaks for it
   */
  purpose: string | null;
}

/**
 * The messages between bptt-oracle and a program under test: one JSON text in UTF-8 a line, commands on the program's standard input, answers on its standard output. fixtures/PROTOCOL.md explains them. Beyond what a schema can say: the first answer is ready, every other one carries the seq of the run command that it answers, and there is one for each.
 */
export type ProtocolMessage =
  | StartCommand
  | RunCommand
  | StopCommand
  | ReadyMessage
  | ResultMessage
  | SkippedMessage
  | ErrorMessage;

/**
 * The first command, answered by ready.
 */
export interface StartCommand {
  cmd: "start";
  version: 1;
}
/**
 * One case to be computed, answered by a result, skipped or an error.
 */
export interface RunCommand {
  cmd: "run";
  /**
   * to be given back in the answer
   */
  seq: number;
  case: {
    /**
     * a name for messages; nothing depends on it
     */
    id: string;
    kind:
      | "canary"
      | "random"
      | "activation"
      | "loss"
      | "forward"
      | "gradient"
      | "pairs"
      | "clip"
      | "step"
      | "trajectory";
    /**
     * as cases.schema.json has it for the kind, unless the case is one to be refused
     */
    config: {
      [k: string]: unknown;
    };
    /**
     * as cases.schema.json has them for the kind, unless the case is one to be refused
     */
    inputs: {
      [k: string]: unknown;
    };
  };
}
/**
 * The last command: the program exits.
 */
export interface StopCommand {
  cmd: "stop";
}
/**
 * The answer to start.
 */
export interface ReadyMessage {
  ready: true;
  version: 1;
  /**
   * Who answered.
   */
  implementation: {
    name: string;
    language: string;
    version: string;
    /**
     * what the implementation computes in: binary64, unit roundoff u = 2^-53, or binary32, u = 2^-24
     */
    dtype: "float64" | "float32";
  };
}
/**
 * The result of a case: an object with the tensors that the kind's expected has in cases.schema.json. JSON has no NaN and no Infinity: write null in their place, and the case fails as it should.
 */
export interface ResultMessage {
  seq: number;
  results: {
    [k: string]: unknown;
  };
}
/**
 * Why a case was not run.
 */
export interface SkippedMessage {
  seq: number;
  skipped: string;
}
/**
 * Why a case cannot be computed: the right answer to one that has to be refused.
 */
export interface ErrorMessage {
  seq: number;
  error: string;
}

/**
 * As in the cases' config.
 */
export type ReadTruncation =
  | {
      kind: "full";
    }
  | {
      kind: "window";
      hops: number;
    }
  | {
      kind: "chunk";
      k1: number;
      k2: number;
    };

/**
 * What came of holding an implementation against the cases: what bptt-oracle check --json writes. Beyond what a schema can say: total is the number of cases and the sum of the four counts.
 */
export interface CheckReport {
  format: "bptt-oracle/check";
  version: 1;
  implementation: CheckedImplementation;
  /**
   * cases that were chosen
   */
  total: number;
  passed: number;
  /**
   * wrong or missing answers
   */
  failed: number;
  /**
   * by the implementation, or not meant for its dtype
   */
  skipped: number;
  /**
   * an error, a crash or time that ran out, where there should have been an answer
   */
  errored: number;
  /**
   * what is to be said of each case, by its id
   */
  cases: {
    [k: string]: CheckedCase;
  };
  /**
   * The mistake behind all failures; two where they are made at once, none where nothing failed or none can be named.
   */
  diagnosis: NamedMistake[];
  /**
   * for the failing gradients that are truncated otherwise than asked for, as far as that can be read off them
   */
  truncation: CheckedTruncation[];
}
/**
 * Who answered.
 */
export interface CheckedImplementation {
  name: string;
  language: string;
  version: string;
  /**
   * what the implementation computes in: binary64, unit roundoff u = 2^-53, or binary32, u = 2^-24
   */
  dtype: "float64" | "float32";
}
/**
 * What is to be said of a case.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^(canary|random|activation|loss|forward|gradient|pairs|clip|step|trajectory|reject)(-[a-z0-9]+)+$".
 */
export interface CheckedCase {
  status: "passed" | "failed" | "skipped" | "errored";
  /**
   * why, in a sentence; null where it passed
   */
  reason: string | null;
  /**
   * the entry that takes the largest share of its tolerance; null where no numbers could be compared
   */
  worst: WorstEntry | null;
}
/**
 * A number beside the one that was expected.
 */
export interface WorstEntry {
  /**
   * such as dW[3][1]
   */
  path: string;
  expected: number;
  /**
   * rounded to the dtype; null where it is not finite
   */
  got: number | null;
  /**
   * the distance in units of the tolerance, above 1 too far; null where that is infinite, as nothing is tolerated or got is not finite
   */
  share: number | null;
  /**
   * the tolerance in units of u
   */
  errorFactor: number;
}
/**
 * A mistake that accounts for every failure.
 */
export interface NamedMistake {
  /**
   * the id of a bug of the catalogue, or of what was seen in the numbers
   */
  bug: string;
  title: string;
  /**
   * cases, failing or passing, that speak against the next best mistake of the catalogue; none speaks against this one
   */
  margin: number;
}
/**
 * The pairs (t, i), the loss at step t through step i, that a gradient is the sum of.
 */
export interface CheckedTruncation {
  case: string;
  /**
   * T
   */
  steps: number;
  asked: ReadTruncation;
  /**
   * the truncations that take exactly the pairs that were found, the likeliest first; none if no truncation does
   */
  conventions: ReadTruncation[];
  /**
   * pairs that were asked for and not found
   */
  missing: CheckedPair[];
  /**
   * pairs that were found and not asked for
   */
  extra: CheckedPair[];
}
/**
 * The loss at step t through step i.
 */
export interface CheckedPair {
  t: number;
  i: number;
}

/**
 * What came of random cases put to an implementation: what bptt-oracle fuzz --json writes.
 */
export interface FuzzReport {
  format: "bptt-oracle/fuzz";
  version: 1;
  implementation: FuzzedImplementation;
  seed: number;
  /**
   * in the order in which they were taken; after one that fails there are no more
   *
   * @minItems 1
   */
  kinds: FuzzedKind[];
  /**
   * why the search ended before it was done; null where it was done
   */
  ending: ("time" | "interrupt") | null;
  /**
   * the smallest failing case; null where none failed
   */
  failure: FuzzFailure | null;
}
/**
 * Who answered.
 */
export interface FuzzedImplementation {
  name: string;
  language: string;
  version: string;
  /**
   * what the implementation computes in: binary64, unit roundoff u = 2^-53, or binary32, u = 2^-24
   */
  dtype: "float64" | "float32";
}
/**
 * How the random cases of a kind went, up to the first that failed.
 */
export interface FuzzedKind {
  kind: "activation" | "loss" | "forward" | "gradient" | "pairs" | "clip" | "step" | "trajectory";
  passed: number;
  failed: number;
  /**
   * by the implementation
   */
  skipped: number;
}
/**
 * The smallest failing case, and what is to be said of it.
 */
export interface FuzzFailure {
  /**
   * a file of this case alone, as cases.schema.json describes it
   */
  case: {
    [k: string]: unknown;
  };
  /**
   * why it fails, in a sentence
   */
  reason: string;
  /**
   * what was answered; null where there was no result
   */
  result: {
    [k: string]: unknown;
  } | null;
  /**
   * how many times a simpler case was found that failed as well
   */
  shrinks: number;
  /**
   * whether the same was answered again; null where it was not asked again
   */
  steady: boolean | null;
  /**
   * The mistake behind all failures; two where they are made at once, none where none can be named.
   */
  diagnosis: FuzzedMistake[];
}
/**
 * A mistake that accounts for every failure.
 */
export interface FuzzedMistake {
  /**
   * the id of a bug of the catalogue, or of what was seen in the numbers
   */
  bug: string;
  title: string;
}

/**
 * What goes in and comes out.
 */
export type ModelTask = SeriesTask | TextTask;

/**
 * A network in training: what it is for, its numbers, and all that it takes to go on as if the training had never stopped.
 */
export interface ModelFile {
  format: "bptt-oracle/model";
  /**
   * 1 had no test and no earlier: it is read as one with neither
   */
  version: 2;
  task: ModelTask;
  /**
   * as network in cases.schema.json describes it
   */
  network: {
    [k: string]: unknown;
  };
  training: ModelTraining;
  progress: ModelProgress;
  /**
   * the parameters with the lowest validation loss so far, as parameterArrays in cases.schema.json describes them
   */
  best: {
    [k: string]: unknown;
  };
  /**
   * the parameters after the last update, likewise; from them the training goes on
   */
  parameters: {
    [k: string]: unknown;
  };
}
/**
 * The next values of a series of numbers, from a window of those before.
 */
export interface SeriesTask {
  kind: "series";
  /**
   * what enters at each step, in order
   *
   * @minItems 1
   */
  columns: string[];
  /**
   * those of the columns that are predicted, in order
   *
   * @minItems 1
   */
  targets: string[];
  /**
   * T
   */
  window: number;
  /**
   * what z is of the values v of a row and of the one before: the value, what it is more, or what its natural logarithm is more
   */
  transform: "none" | "difference" | "log-difference";
  /**
   * of each column's z over the training part: z enters as (z - mean) / scale
   */
  mean: number[];
  /**
   * the standard deviation of each column's z over the training part; 1 where the column is constant
   */
  scale: number[];
}
/**
 * The next character of a text.
 */
export interface TextTask {
  kind: "text";
  /**
   * code points in ascending order: the place of a character in it is the place of its 1
   *
   * @minItems 1
   */
  vocabulary: string[];
  /**
   * how many characters an update sees
   */
  length: number;
  /**
   * a round ends with the first update by which it has read so many characters
   */
  every: number;
  /**
   * what the learning rate is multiplied by after every round
   */
  decay: number;
}
/**
 * How it is trained.
 */
export interface ModelTraining {
  generator: "seedrandom" | "numpy";
  /**
   * of the first parameters
   */
  seed: number;
  learningRate: number;
  clipping: ModelClipping | null;
  /**
   * which part of the data, after what is trained on, chooses the best epoch
   */
  validation: number;
  /**
   * which part of the data, at its end, judges that epoch
   */
  test: number;
}
/**
 * As clipping in cases.schema.json.
 */
export interface ModelClipping {
  kind: "value" | "norm";
  limit: number;
}
/**
 * How far the training is.
 */
export interface ModelProgress {
  /**
   * SHA-256 of what it is trained on
   */
  data: string;
  /**
   * those of what it was trained on before that, in order
   */
  earlier: string[];
  /**
   * how many are done: passes over a series, rounds over a text
   */
  epochs: number;
  /**
   * the one whose loss is the lowest; 0 while there is none
   */
  bestEpoch: number;
  /**
   * its validation loss; null while there is none
   */
  bestLoss: number | null;
  /**
   * in a text, how many characters of the training part were read
   */
  position?: number;
  /**
   * in a text, s at that position
   */
  state?: number[];
}
