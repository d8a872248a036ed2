/** Forward pass, losses, and back-propagation through time, worked by hand. */
import type { Run, Term } from "../../conformance/bugs/program.ts";
import type { Key } from "../../conformance/formatError.ts";
import { row } from "../../numerics/matrix.ts";
import type { Activation } from "../../rnn/activation.ts";
import { activationDerivative } from "../../rnn/activation.ts";
import { stateBefore } from "../../rnn/forward.ts";
import { type Output, outputError, prediction, stepLoss } from "../../rnn/loss.ts";
import type { Gradients } from "../../rnn/parameters.ts";
import {
  chain,
  column,
  columnTimes,
  dot,
  entriesOf,
  entryName,
  factor,
  numberAt,
  numeral,
  product,
  rowTimes,
  sum,
  type WorkedLine,
  type WorkedSection,
} from "./notation.ts";

const STATES: Readonly<Record<Activation, string>> = {
  sigmoid: "1/(1 + e^-a_t)",
  tanh: "tanh(a_t)",
  relu: "max(0, a_t)",
  identity: "a_t",
};

/** s = f(a), with its numbers. */
export function stateText(activation: Activation, a: number): string {
  switch (activation) {
    case "sigmoid":
      return `1/(1 + e^${factor(-a)})`;
    case "tanh":
      return `tanh(${numeral(a)})`;
    case "relu":
      return `max(0, ${numeral(a)})`;
    case "identity":
      return numeral(a);
  }
}

/** f′, with its numbers. */
export function slopeText(activation: Activation, s: number): string {
  switch (activation) {
    case "sigmoid":
      return `${factor(s)}·(1 - ${factor(s)})`;
    case "tanh":
      return `(1 - ${factor(s)}²)`;
    case "relu":
    case "identity":
      return numeral(activationDerivative(activation, s));
  }
}

/**
 * a, s and o of the steps of a span that was run.
 *
 * @param isAnswered whether the program was asked for them
 */
export function forwardSection(
  run: Run,
  { from, to }: { readonly from: number; readonly to: number },
  isAnswered = false,
): WorkedSection {
  const { config, parameters, initialState } = run;
  const b = parameters.b ? "b + " : "";
  const c = parameters.c ? "c + " : "";
  const lines: WorkedLine[] = [];
  if (from === 0) {
    const known = Array.from(initialState, numeral).join(", ");
    lines.push({ text: `s_-1 = ${initialState.length === 1 ? known : `(${known})`}` });
  }
  for (let t = from; t <= to; t++) {
    for (const { text, keys } of [...stateLines(run, t), ...outputLines(run, t)]) {
      lines.push(isAnswered ? { text, keys } : { text });
    }
  }
  const state = STATES[config.activation];
  return { title: `a_t = ${b}U x_t + W s_t-1, s_t = ${state}, o_t = ${c}V s_t`, lines };
}

type KeyedLine = Required<WorkedLine>;

function stateLines({ config, parameters, ...run }: Run, t: number): KeyedLine[] {
  const { U, W, b } = parameters;
  const x = row(run.x, t);
  const before = stateBefore(run, t);
  const a = row(run.a, t);
  const s = row(run.s, t);
  return Array.from(a).flatMap((ah, h) => {
    const symbols = [
      ...(b ? [entryName("b", b, h)] : []),
      rowTimes("U", U, h, `x_${t}`),
      rowTimes("W", W, h, `s_${t - 1}`),
    ];
    const numbers = [...(b ? [numeral(b[h])] : []), dot(row(U, h), x), dot(row(W, h), before)];
    const preActivation = chain(
      entryName(`a_${t}`, a, h),
      symbols.join(" + "),
      sum(numbers),
      numeral(ah),
    );
    const state = chain(entryName(`s_${t}`, s, h), stateText(config.activation, ah), numeral(s[h]));
    return [
      { text: preActivation, keys: ["a", t, h] },
      { text: state, keys: ["s", t, h] },
    ];
  });
}

function outputLines({ parameters: { V, c }, ...run }: Run, t: number): KeyedLine[] {
  const s = row(run.s, t);
  const o = row(run.o, t);
  return Array.from(o, (ok, k) => {
    const symbols = [...(c ? [entryName("c", c, k)] : []), rowTimes("V", V, k, `s_${t}`)];
    const numbers = [...(c ? [numeral(c[k])] : []), dot(row(V, k), s)];
    const parts = [symbols.join(" + "), sum(numbers), numeral(ok)];
    return { text: chain(entryName(`o_${t}`, o, k), ...parts), keys: ["o", t, k] };
  });
}

/** ŷ of an output; keys are those of the entries of ŷ. */
export function predictionLines(
  output: Output,
  o: Float64Array,
  name: string,
  keys?: readonly Key[],
): WorkedLine[] {
  const p = prediction(output, o);
  const powers = sum(Array.from(o, (ok) => `e^${factor(ok)}`));
  return Array.from(p, (pk, k) => ({
    text:
      output === "linear"
        ? chain(entryName(name, p, k), numeral(pk))
        : chain(entryName(name, p, k), `e^${factor(o[k])} / (${powers})`, numeral(pk)),
    ...(keys && { keys: [...keys, k] }),
  }));
}

/** The equations of a loss. */
export const LOSS_TITLES: Readonly<Record<Output, string>> = {
  linear: "e_t = o_t - y_t, loss_t = ½ Σ e_t²",
  softmax: "p_t = softmax(o_t), e_t = p_t - y_t, loss_t = -ln p_t at the target",
};

/** e and the loss of one step; `suffix` tells it from those of other steps. */
export function stepLossLines(
  output: Output,
  o: Float64Array,
  y: Float64Array,
  suffix: string,
  isAnswered = false,
): WorkedLine[] {
  const e = outputError(output, o, y);
  const yHat = prediction(output, o);
  const loss = stepLoss(output, o, y);
  const lossText =
    output === "linear"
      ? `½ (${sum(Array.from(e, (ek) => `${factor(ek)}²`))})`
      : `-ln ${numeral(yHat[y.indexOf(1)])}`;
  return [
    ...(output === "softmax" ? predictionLines(output, o, `p${suffix}`) : []),
    ...Array.from(e, (ek, k) => ({
      text: chain(
        entryName(`e${suffix}`, e, k),
        `${numeral(yHat[k])} - ${factor(y[k])}`,
        numeral(ek),
      ),
      ...(isAnswered && { keys: ["outputError", k] }),
    })),
    {
      text: chain(`loss${suffix}`, lossText, numeral(loss)),
      ...(isAnswered && { keys: ["loss"] }),
    },
  ];
}

/** e and the loss of each step that has one, and their sum. */
export function lossSection(
  { config, o, program, ...run }: Run,
  steps: readonly number[],
  keys?: readonly Key[],
): WorkedSection {
  const whole = { config, o, program, ...run };
  const losses = steps.map((t) => stepLoss(config.output, row(o, t), program.target(whole, t)));
  const total = losses.reduce((all, loss) => all + loss, 0);
  const lines = steps.flatMap((t) =>
    stepLossLines(config.output, row(o, t), program.target(whole, t), `_${t}`),
  );
  const text = chain("loss", sum(losses.map(numeral)), numeral(total));
  return {
    title: LOSS_TITLES[config.output],
    lines: [...lines, { text, ...(keys && { keys }) }],
  };
}

/** δ_{t,i} of each pair. */
export function backSection(run: Run, terms: readonly Term[]): WorkedSection {
  const { config, parameters } = run;
  const lines = terms.flatMap(({ t, i, e, delta }, n) => {
    const s = row(run.s, i);
    return Array.from(delta, (dj, j) => {
      const { V, W } = parameters;
      const symbols =
        i === t ? columnTimes("V", V, j, `e_${t}`) : columnTimes("W", W, j, `δ_${t},${i + 1}`);
      const numbers = i === t ? dot(column(V, j), e) : dot(column(W, j), terms[n - 1].delta);
      const slope = slopeText(config.activation, s[j]);
      const isPlain = slope === "1";
      return {
        text: chain(
          entryName(`δ_${t},${i}`, delta, j),
          isPlain ? symbols : `f'(${entryName(`a_${i}`, delta, j)})·${symbols}`,
          isPlain ? numbers : `${slope}·(${numbers})`,
          numeral(dj),
        ),
      };
    });
  });
  return { title: "δ_t,t = f'(a_t) ⊙ Vᵀ e_t, δ_t,i = f'(a_i) ⊙ Wᵀ δ_t,i+1", lines };
}

/**
 * g(t, i) of each pair: what the loss at step t contributes through step i.
 *
 * @param isAnswered whether the program was asked for them
 */
export function pairsSection(run: Run, terms: readonly Term[], isAnswered = false): WorkedSection {
  const lines = terms.flatMap(({ t, i, e, delta, gradients }) =>
    [...entriesOf(gradients)]
      .filter(({ name }) => i === t || (name !== "dV" && name !== "dc"))
      .map((entry) => {
        const [j, k] = entry.indices;
        const factors: Readonly<Record<string, readonly number[]>> = {
          dU: [delta[j], row(run.x, i)[k]],
          dW: [delta[j], stateBefore(run, i)[k]],
          dV: [e[j], row(run.s, t)[k]],
          db: [delta[j]],
          dc: [e[j]],
        };
        const name = `g(${t},${i}): ${entryName(entry.name, entry.tensor, ...entry.indices)}`;
        return {
          text: chain(name, product(...factors[entry.name]), numeral(entry.value)),
          ...(isAnswered && { keys: ["pairs", t, i, entry.name, ...entry.indices] }),
        };
      }),
  );
  const { b, c } = run.parameters;
  const outer = "dU = δ_t,i x_iᵀ, dW = δ_t,i s_i-1ᵀ";
  const output = "at i = t dV = e_t s_tᵀ";
  return {
    title: `${outer}${b ? ", db = δ_t,i" : ""}; ${output}${c ? ", dc = e_t" : ""}`,
    lines,
  };
}

/**
 * The gradient as a sum of pairs.
 *
 * @param isAnswered whether the program was asked for it
 */
export function sumSection(
  gradients: Gradients,
  terms: readonly Term[],
  isAnswered = false,
): WorkedSection {
  const lines = [...entriesOf(gradients)].map((entry) => {
    const isOfOutput = entry.name === "dV" || entry.name === "dc";
    const own = terms.filter(({ t, i }) => !isOfOutput || i === t);
    const numbers = own.map((term) => numeral(numberAt(term.gradients, entry)));
    const name = entryName(entry.name, entry.tensor, ...entry.indices);
    return {
      text: chain(name, sum(numbers), numeral(entry.value)),
      ...(isAnswered && { keys: [entry.name, ...entry.indices] }),
    };
  });
  const pairs = terms.map(({ t, i }) => `(${t},${i})`).join(" + ");
  return { title: `gradient: the sum of the pairs (t,i) ${pairs}`, lines };
}
