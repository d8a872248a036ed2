/** Networks in training, kept in a file: `fixtures/schema/model.schema.json`. */
import { parametersFrom, parametersToArrays } from "../conformance/convert.ts";
import { type Key, placeText, refuse } from "../conformance/formatError.ts";
import { type Content, parsed } from "../conformance/read.ts";
import { requireValid } from "../conformance/schemas.ts";
import { parameterShapes, requireLength, requireTensors } from "../conformance/shapes.ts";
import type {
  ModelFile,
  ModelProgress,
  ModelTask,
  ModelTraining,
  Network,
  ParameterArrays,
} from "../conformance/types.ts";
import { textOf } from "../conformance/write.ts";
import { defineNetwork, type NetworkConfig } from "../rnn/config.ts";
import type { Parameters } from "../rnn/parameters.ts";

/** More hidden units than that nobody waits for. */
export const MOST_HIDDEN = 2000;

/** A network in training. */
export interface Model {
  readonly task: ModelTask;
  readonly network: NetworkConfig;
  readonly training: ModelTraining;
  readonly progress: ModelProgress;
  /** those with the lowest validation loss so far */
  readonly best: Parameters;
  /** those after the last update */
  readonly parameters: Parameters;
}

/**
 * A model as a file: the same model gives the same bytes.
 *
 * @throws {FormatError} when what was written could not be read, as after a training that diverged
 */
export function modelText({ task, network, training, progress, best, parameters }: Model): string {
  const text = textOf("model", {
    format: "bptt-oracle/model",
    version: 2,
    task,
    network: { ...network },
    training,
    progress,
    best: { ...parametersToArrays(best) },
    parameters: { ...parametersToArrays(parameters) },
  });
  parseModel(text, "model");
  return text;
}

/**
 * A model that can be used and trained on.
 *
 * @param file how messages call the file
 * @throws {FormatError} naming the first place that is not as `model.schema.json` describes it, or at
 *   odds with another
 */
export function parseModel(content: Content, file: string): Model {
  const value = parsed("model", content, file, upgraded);
  const network = networkOf(value, file);
  requireTask(value, network, file);
  const { task, training, progress } = value;
  return {
    task,
    network,
    training,
    progress,
    best: parametersOf(value, "best", network, file),
    parameters: parametersOf(value, "parameters", network, file),
  };
}

/** Version 1 judged a model by what had chosen its epoch, and did not remember data of before. */
function upgraded(value: unknown): unknown {
  if (!isObject(value) || value["version"] !== 1) return value;
  const { training, progress } = value;
  return {
    ...value,
    version: 2,
    ...(isObject(training) && { training: { ...training, test: 0 } }),
    ...(isObject(progress) && { progress: { ...progress, earlier: [] } }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function networkOf(value: ModelFile, file: string): NetworkConfig {
  const network: unknown = value.network;
  requireValid("cases", network, file, ["network"], "#/$defs/network");
  try {
    return defineNetwork(network as Network);
  } catch (error) {
    const { message } = error as Error;
    return refuse(placeText(file, ["network"]), "a network that there can be", message);
  }
}

function parametersOf(
  value: ModelFile,
  name: "best" | "parameters",
  network: NetworkConfig,
  file: string,
): Parameters {
  const arrays: unknown = value[name];
  requireValid("cases", arrays, file, [name], "#/$defs/parameterArrays");
  requireTensors(placeText(file, [name]), arrays as ParameterArrays, parameterShapes(network));
  return parametersFrom(arrays as ParameterArrays);
}

/** That the task is one for this network. */
function requireTask({ task, progress }: ModelFile, network: NetworkConfig, file: string): void {
  const at = (...keys: Key[]): string => placeText(file, keys);
  const { inputSize: D, hiddenSize: H, outputSize: O, output, lossAt } = network;
  const requireMember = (name: string, got: number | string, expected: number | string): void => {
    if (got !== expected) refuse(at("network", name), String(expected), String(got));
  };
  if (task.kind === "series") {
    const { columns, targets, mean, scale } = task;
    requireMember("inputSize", D, columns.length);
    requireMember("outputSize", O, targets.length);
    requireMember("output", output, "linear");
    requireMember("lossAt", lossAt, "last");
    requireLength(at("task", "mean"), mean, columns.length);
    requireLength(at("task", "scale"), scale, columns.length);
    targets.forEach((name, n) => {
      if (!columns.includes(name)) refuse(at("task", "targets", n), "one of the columns", name);
    });
  } else {
    requireMember("inputSize", D, task.vocabulary.length);
    requireMember("outputSize", O, task.vocabulary.length);
    requireMember("output", output, "softmax");
    requireMember("lossAt", lossAt, "every");
    if (progress.position === undefined) refuse(at("progress", "position"), "a value", "none");
    requireLength(at("progress", "state"), progress.state ?? [], H);
  }
}
