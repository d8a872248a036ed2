/**
 * bptt-oracle as a library: the network, its training, the gradient checks, the data of the article
 * and its runs. What the letters and the shapes mean is said where each thing is defined. Every
 * function here checks what it is given, and so do `forward` and `backward` of an engine; an engine's
 * other methods, which run inside loops, check nothing; what is not exported need not either.
 *
 * @module bptt-oracle
 */
export type { ArticleData } from "./article/data.ts";
export { articleData, LONGEST_WINDOW } from "./article/data.ts";
export type { Erratum, GradientErratum } from "./article/errata.ts";
export { ERRATA, GRADIENT_ERRATA } from "./article/errata.ts";
export {
  PUBLISHED_TRAIN_LOSS,
  PUBLISHED_VAL_LOSS,
  PUBLISHED_VAL_RMSE,
} from "./article/published.ts";
export type { EpochLosses, Predictions, RunEpoch, RunResult } from "./article/run.ts";
export { articleEpochs, articleRun, summarize } from "./article/run.ts";
export type { Preset, RunOptions, RunSettings } from "./article/settings.ts";
export { PRESETS, runSettings } from "./article/settings.ts";
export { sineWave } from "./data/sine.ts";
export type { WindowOptions } from "./data/windows.ts";
export { shapes, slidingWindows, splitInOrder } from "./data/windows.ts";
export type {
  Engine,
  EngineName,
  ListingRoom,
  ListingStateSums,
  ListingStates,
  ListingSums,
  ListingTerm,
} from "./engine/engine.ts";
export { ENGINES } from "./engine/engine.ts";
export { bestEngine, engineOf } from "./engine/engines.ts";
export { centralDifferences } from "./gradcheck/centralDifferences.ts";
export type { CheckOptions } from "./gradcheck/check.ts";
export { checkGradient, ROUNDINGS } from "./gradcheck/check.ts";
export type { DefinitionOptions } from "./gradcheck/definition.ts";
export { definitionGradient } from "./gradcheck/definition.ts";
export { dualGradient } from "./gradcheck/dual.ts";
export type { ErrorBounds } from "./gradcheck/errorBounds.ts";
export { errorBounds } from "./gradcheck/errorBounds.ts";
export { frozenLosses } from "./gradcheck/frozenLoss.ts";
export type { Oracle } from "./gradcheck/networkCheck.ts";
export { checkNetwork, ORACLES } from "./gradcheck/networkCheck.ts";
export { definitionPairs, differencePairs, dualPairs, sumOfPairs } from "./gradcheck/pairs.ts";
export type {
  CheckReport,
  Finding,
  Opinion,
  SlopeFinding,
  TensorReport,
} from "./gradcheck/report.ts";
export type { RiddersGradient, RiddersOptions } from "./gradcheck/ridders.ts";
export { FIRST_STEP, RELATIVE_NOISE, riddersGradient } from "./gradcheck/ridders.ts";
export type { TaylorKind, TaylorOptions, TaylorResult, TaylorTest } from "./gradcheck/taylor.ts";
export { TAYLOR_KINDS, taylorTest } from "./gradcheck/taylor.ts";
export type { Point, Tensor } from "./gradcheck/tensors.ts";
export type { Comparison, TensorComparison, Verdict } from "./gradcheck/verdict.ts";
export { VERDICTS } from "./gradcheck/verdict.ts";
export { sha256OfNumbers } from "./numerics/digest.ts";
export type { Matrix } from "./numerics/matrix.ts";
export { fromRows, MAX_ENTRIES, toRows } from "./numerics/matrix.ts";
export type { Generator, RandomStream } from "./numerics/random.ts";
export { GENERATORS, randomStream } from "./numerics/random.ts";
export { nextDown, nextUp, UNIT_ROUNDOFF, ulpDistance } from "./numerics/ulp.ts";
export type { Activation } from "./rnn/activation.ts";
export { ACTIVATIONS } from "./rnn/activation.ts";
export { backward, pairContributions } from "./rnn/backward.ts";
export type { Clipping } from "./rnn/clip.ts";
export { clipByNorm, clipByValue, globalNorm } from "./rnn/clip.ts";
export type { LossPlacement, NetworkConfig, NetworkOptions } from "./rnn/config.ts";
export { defineNetwork, LOSS_PLACEMENTS } from "./rnn/config.ts";
export type { Passes } from "./rnn/engine.ts";
export type { Trace } from "./rnn/forward.ts";
export { forward, predict, sequenceLoss } from "./rnn/forward.ts";
export type { Distribution, Initialization } from "./rnn/initialization.ts";
export { initializeParameters } from "./rnn/initialization.ts";
export type { Output } from "./rnn/loss.ts";
export { OUTPUTS } from "./rnn/loss.ts";
export { rootMeanSquaredError } from "./rnn/metrics.ts";
export type { Gradients, PairContributions, Parameters } from "./rnn/parameters.ts";
export type { Sequence } from "./rnn/sequence.ts";
export { oneHot } from "./rnn/sequence.ts";
export { sgdStep } from "./rnn/sgd.ts";
export type {
  DataLoss,
  Epoch,
  TrainingData,
  TrainingOptions,
  TrainingResult,
  ValidatedEpoch,
} from "./rnn/train.ts";
export { train } from "./rnn/train.ts";
export type { Sweep, Truncation } from "./rnn/truncation.ts";
