/**
 * What can be asked of an implementation: a kind, a config and inputs that fit each other, as far as
 * a schema cannot say so.
 */
import { refuse } from "./formatError.ts";
import type { Case, CaseOf, Kind } from "./kinds.ts";
import { requireValid } from "./schemas.ts";
import { gradientShapes, parameterShapes, requireShape, requireTensors } from "./shapes.ts";
import type { Network, ParameterArrays, TrainingRecord, Vector } from "./types.ts";

/** The part of a case that is sent to an implementation. */
export type Request = {
  [K in Exclude<Kind, "reject">]: Pick<CaseOf<K>, "kind" | "config" | "inputs">;
}[Exclude<Kind, "reject">];

/** Whether a case asks for something that can be done. */
export function isRequest(testCase: Case): testCase is Exclude<Case, CaseOf<"reject">> {
  return testCase.kind !== "reject";
}

/**
 * What pretends to be a request: one that the schema describes, and that can be carried out.
 *
 * @param place where the request is, as messages begin
 * @throws {FormatError} naming the first thing that is not so
 */
export function requirePossible(
  request: { readonly kind: Request["kind"]; readonly config: unknown; readonly inputs: unknown },
  place: string,
): asserts request is Request {
  const part = `#/$defs/${request.kind}Case/properties`;
  requireValid("cases", request.config, place, ["config"], `${part}/config`);
  requireValid("cases", request.inputs, place, ["inputs"], `${part}/inputs`);
  requireRequest(request as Request, place);
}

/**
 * A request as the schema describes it that can also be carried out: shapes agree with the config,
 * targets are one-hot for softmax, the truncation leaves no loss out.
 *
 * @param place where the request is, as messages begin
 * @throws {FormatError} naming the first thing that is not so
 */
export function requireRequest(request: Request, place: string): void {
  const inputs = `${place}.inputs`;
  switch (request.kind) {
    case "canary":
    case "activation":
      break;
    case "random":
      requireOrder(inputs, request.inputs);
      break;
    case "loss":
      requireLossInputs(inputs, request);
      break;
    case "forward":
      requireSequence(place, request.config, request.inputs);
      break;
    case "gradient":
    case "pairs":
    case "step":
      requireTargeted(place, request.config, request.inputs);
      break;
    case "clip":
      requireTensors(
        `${inputs}.gradients`,
        request.inputs.gradients,
        gradientShapes(request.config),
      );
      break;
    case "trajectory":
      requireTraining(place, request);
      break;
  }
}

function requireOrder(place: string, { low, high }: CaseOf<"random">["inputs"]): void {
  if (high < low) refuse(`${place}.high`, `a number of at least low = ${low}`, String(high));
}

function requireLossInputs(place: string, request: Pick<CaseOf<"loss">, "config" | "inputs">) {
  const { o, y } = request.inputs;
  requireShape(`${place}.y`, y, [o.length]);
  if (request.config.output === "softmax") requireOneHot(`${place}.y`, y);
}

/** Parameters, inputs and initial state that fit the network. */
function requireSequence(
  place: string,
  config: Network,
  inputs: { parameters: ParameterArrays; x: Vector[]; initialState?: Vector },
): void {
  requireTruncation(`${place}.config.truncation`, config);
  requireTensors(`${place}.inputs.parameters`, inputs.parameters, parameterShapes(config));
  requireInputs(`${place}.inputs`, config, inputs);
}

/** The same, with targets. */
function requireTargeted(
  place: string,
  config: Network,
  inputs: { parameters: ParameterArrays } & TrainingRecord,
): void {
  requireSequence(place, config, inputs);
  requireTargets(`${place}.inputs.y`, config, inputs);
}

function requireTraining(
  place: string,
  { config, inputs }: Pick<CaseOf<"trajectory">, "config" | "inputs">,
): void {
  requireTruncation(`${place}.config.truncation`, config);
  if (inputs.updateEvery === "chunk" && config.truncation.kind !== "chunk") {
    const expected = `"sequence" with the truncation ${config.truncation.kind}`;
    refuse(`${place}.inputs.updateEvery`, expected, '"chunk"');
  }
  requireTensors(`${place}.inputs.parameters`, inputs.parameters, parameterShapes(config));
  inputs.records.forEach((record, n) => {
    requireInputs(`${place}.inputs.records[${n}]`, config, record);
    requireTargets(`${place}.inputs.records[${n}].y`, config, record);
  });
}

function requireTruncation(place: string, { truncation }: Network): void {
  if (truncation.kind !== "chunk" || truncation.k2 >= truncation.k1) return;
  refuse(`${place}.k2`, `at least k1 = ${truncation.k1}`, String(truncation.k2));
}

function requireInputs(
  place: string,
  config: Network,
  { x, initialState }: { x: Vector[]; initialState?: Vector },
): void {
  requireShape(`${place}.x`, x, [x.length, config.inputSize]);
  if (initialState) requireShape(`${place}.initialState`, initialState, [config.hiddenSize]);
}

function requireTargets(place: string, config: Network, { x, y }: TrainingRecord): void {
  requireShape(place, y, [config.lossAt === "every" ? x.length : 1, config.outputSize]);
  if (config.output !== "softmax") return;
  y.forEach((target, n) => {
    requireOneHot(`${place}[${n}]`, target);
  });
}

function requireOneHot(place: string, y: Vector): void {
  const ones = y.filter((yk) => yk === 1).length;
  const zeros = y.filter((yk) => yk === 0).length;
  if (ones !== 1 || zeros !== y.length - 1) {
    const got = y.length > 20 ? `${ones} ones and ${zeros} zeros` : `[${y.join(", ")}]`;
    refuse(place, "one 1 and otherwise 0 for softmax", got);
  }
}
