/**
 * What cases are built from. Numbers are drawn from a seeded stream and are short multiples of a
 * power of two, so that a case can be read, and every program, whatever its dtype, reads the same.
 */
import { type RandomStream, randomStream } from "../../numerics/random.ts";
import { defineNetwork, type NetworkConfig, type NetworkOptions } from "../../rnn/config.ts";
import { oneHot } from "../../rnn/sequence.ts";
import type { ParameterArrays, TrainingRecord, Vector } from "../types.ts";
import type { Flag } from "./notes.ts";

/** The multiples of `grain` from −largest to largest, without zero, which would hide a term. */
export interface Spread {
  readonly grain: number;
  readonly largest: number;
}

/** Where the numbers of each tensor are drawn from. */
export type Spreads = Readonly<Record<keyof ParameterArrays | keyof TrainingRecord, Spread>>;

const SPREADS: Spreads = {
  U: { grain: 1 / 8, largest: 1 },
  W: { grain: 1 / 8, largest: 1 },
  V: { grain: 1 / 8, largest: 1 },
  b: { grain: 1 / 16, largest: 0.5 },
  c: { grain: 1 / 8, largest: 0.5 },
  x: { grain: 1 / 8, largest: 1.5 },
  y: { grain: 1 / 4, largest: 2 },
  initialState: { grain: 1 / 8, largest: 1 },
};

/** How a sequence is drawn. */
export interface RecordRecipe {
  /** T */
  readonly steps: number;
  /** whether the sequence has an initial state of its own; it has none when absent */
  readonly initialState?: boolean;
}

/** How the numbers of a network are drawn. */
export interface NetworkRecipe {
  readonly network: NetworkOptions;
  /** of MT19937, as np.random.seed takes it */
  readonly seed: number;
  /** where they differ from the usual ones */
  readonly spreads?: Partial<Spreads>;
}

/** How a network and one sequence for it are drawn. */
export interface SequenceRecipe extends NetworkRecipe, RecordRecipe {
  /** tensors that are not drawn */
  readonly given?: Partial<SequenceInputs>;
}

/** What cases of one sequence have for inputs, as far as they agree. */
export type SequenceInputs = { parameters: ParameterArrays } & TrainingRecord;

/** A network with inputs for it. */
export interface Drawn<Inputs> {
  readonly config: NetworkConfig;
  readonly inputs: Inputs;
  /** what the case is about, by its config and the shapes of its inputs */
  readonly themes: readonly Flag[];
}

/** Sizes D, H, O by their names. */
export function sizes(
  inputSize: number,
  hiddenSize: number,
  outputSize: number,
): Pick<NetworkConfig, "inputSize" | "hiddenSize" | "outputSize"> {
  return { inputSize, hiddenSize, outputSize };
}

/** A network and a sequence. */
export function drawnSequence({ given = {}, ...recipe }: SequenceRecipe): Drawn<SequenceInputs> {
  const { config, inputs, themes } = drawnRecords({ ...recipe, records: [recipe] });
  const { parameters, records } = inputs;
  const [record] = records;
  const state = given.initialState ? (["InitialState"] as const) : [];
  return {
    config,
    inputs: { parameters, ...record, ...given },
    themes: [...new Set([...themes, ...state])],
  };
}

/** A network and several sequences, one after the other from one stream. */
export function drawnRecords({
  network,
  seed,
  spreads: others,
  records: recipes,
}: NetworkRecipe & { readonly records: readonly RecordRecipe[] }): Drawn<{
  parameters: ParameterArrays;
  records: TrainingRecord[];
}> {
  const config = defineNetwork(network);
  const stream = randomStream("numpy", seed);
  const spreads = { ...SPREADS, ...others };
  const parameters = drawnParameters(stream, config, spreads);
  const records = recipes.map((recipe) => drawnRecord(stream, config, spreads, recipe));
  return { config, inputs: { parameters, records }, themes: themesOf(config, recipes) };
}

/** U, W, V and whichever of b and c the network has. */
export function drawnParameters(
  stream: RandomStream,
  {
    inputSize: D,
    hiddenSize: H,
    outputSize: O,
    hiddenBias,
    outputBias,
  }: Pick<NetworkConfig, "inputSize" | "hiddenSize" | "outputSize" | "hiddenBias" | "outputBias">,
  spreads: Omit<Spreads, keyof TrainingRecord>,
): ParameterArrays {
  return {
    U: drawnMatrix(stream, H, D, spreads.U),
    W: drawnMatrix(stream, H, H, spreads.W),
    V: drawnMatrix(stream, O, H, spreads.V),
    ...(hiddenBias && { b: drawnVector(stream, H, spreads.b) }),
    ...(outputBias && { c: drawnVector(stream, O, spreads.c) }),
  };
}

function drawnRecord(
  stream: RandomStream,
  { inputSize: D, hiddenSize: H, outputSize: O, output, lossAt }: NetworkConfig,
  spreads: Spreads,
  { steps: T, initialState = false }: RecordRecipe,
): TrainingRecord {
  const losses = lossAt === "every" ? T : 1;
  const drawnClass = (): Vector => Array.from(oneHot(Math.floor(stream.next() * O), O));
  return {
    x: drawnMatrix(stream, T, D, spreads.x),
    y:
      output === "softmax"
        ? Array.from({ length: losses }, drawnClass)
        : drawnMatrix(stream, losses, O, spreads.y),
    ...(initialState && { initialState: drawnVector(stream, H, spreads.initialState) }),
  };
}

function drawnMatrix(stream: RandomStream, rows: number, cols: number, spread: Spread): Vector[] {
  return Array.from({ length: rows }, () => drawnVector(stream, cols, spread));
}

/** Numbers from a spread, one draw of the stream for each. */
export function drawnVector(
  stream: RandomStream,
  length: number,
  { grain, largest }: Spread,
): Vector {
  const n = largest / grain;
  return Array.from({ length }, () => {
    const k = Math.floor(stream.next() * 2 * n) - n;
    return (k < 0 ? k : k + 1) * grain;
  });
}

/** What cases of this network and of such sequences are about. */
function themesOf(
  { inputSize, hiddenSize, outputSize, output, hiddenBias, outputBias, truncation }: NetworkConfig,
  records: readonly RecordRecipe[],
): Flag[] {
  const themes: Readonly<Partial<Record<Flag, boolean>>> = {
    Softmax: output === "softmax",
    Window: truncation.kind === "window",
    Chunk: truncation.kind === "chunk",
    RaggedTail:
      truncation.kind === "chunk" && records.some(({ steps }) => steps % truncation.k1 !== 0),
    InitialState: records.some(({ initialState }) => initialState),
    NoBias: !hiddenBias || !outputBias,
    SingleStep: records.some(({ steps }) => steps === 1),
    SingleUnit: hiddenSize === 1,
    Scalar: inputSize === 1 && outputSize === 1,
    ManyRecords: records.length > 1,
  };
  return Object.keys(themes).filter((name): name is Flag => themes[name as Flag] === true);
}

/** What every case has besides its question. */
export interface About {
  readonly id: string;
  readonly comment: string;
  readonly flags: string[];
}

/**
 * An id, why the case exists, and its flags: how it is answered, what is told of it by hand, and what
 * its inputs tell of themselves.
 */
export function about(id: string, comment: string, flags: readonly Flag[]): About {
  return { id, comment, flags: [...new Set(flags)] };
}
