/** A case worked by hand: the right computation, number by number. */
import type { Run, Span } from "../../conformance/bugs/program.ts";
import {
  finishedRun,
  gradientOf,
  hasLoss,
  RIGHT,
  runOf,
  termsOf,
  truncatedTerms,
  writeSpan,
} from "../../conformance/bugs/right.ts";
import { gradientsFrom, parametersFrom, sequenceFrom } from "../../conformance/convert.ts";
import type { SolvedCase } from "../../conformance/diagnosis/evidence.ts";
import type { CaseOf } from "../../conformance/kinds.ts";
import type { Clipping } from "../../conformance/types.ts";
import { row } from "../../numerics/matrix.ts";
import { activate, activationDerivative } from "../../rnn/activation.ts";
import { globalNorm } from "../../rnn/clip.ts";
import { type Gradients, gradientArrays, type Parameters } from "../../rnn/parameters.ts";
import {
  chain,
  entriesOf,
  entryName,
  factor,
  numberAt,
  numeral,
  product,
  sum,
  type WorkedLine,
  type WorkedSection,
} from "./notation.ts";
import {
  backSection,
  forwardSection,
  LOSS_TITLES,
  lossSection,
  pairsSection,
  predictionLines,
  slopeText,
  stateText,
  stepLossLines,
  sumSection,
} from "./passes.ts";

/** The sections of a case, in the order in which a person would take them. */
export function worked(testCase: SolvedCase): readonly WorkedSection[] {
  switch (testCase.kind) {
    case "activation":
      return [workedActivation(testCase)];
    case "loss":
      return [workedLoss(testCase)];
    case "forward":
      return workedForward(testCase);
    case "gradient":
      return workedGradient(testCase);
    case "pairs":
      return workedPairs(testCase);
    case "clip": {
      const { gradients, clipping } = testCase.inputs;
      return [clipSection(gradientsFrom(gradients), clipping, true)];
    }
    case "step":
      return workedStep(testCase);
    case "trajectory":
      return workedTraining(testCase);
  }
}

function workedActivation({ config, inputs }: CaseOf<"activation">): WorkedSection {
  const { activation } = config;
  const a = Float64Array.from(inputs.a);
  const lines = inputs.a.flatMap((an, n): WorkedLine[] => {
    const s = activate(activation, an);
    const slope = activationDerivative(activation, s);
    return [
      {
        text: chain(entryName("s", a, n), stateText(activation, an), numeral(s)),
        keys: ["s", n],
      },
      {
        text: chain(entryName("f'", a, n), slopeText(activation, s), numeral(slope)),
        keys: ["derivative", n],
      },
    ];
  });
  const known = inputs.a.map(numeral).join(", ");
  return { title: `s = f(a) and f'(a), with a = ${known}`, lines };
}

function workedLoss({ config: { output }, inputs }: CaseOf<"loss">): WorkedSection {
  const [o, y] = [inputs.o, inputs.y].map((values) => Float64Array.from(values));
  const title = LOSS_TITLES[output].replaceAll("_t", "");
  return { title, lines: stepLossLines(output, o, y, "", true) };
}

/** The case's one sequence, run. */
function runOn({ config, inputs }: CaseOf<"gradient" | "pairs" | "step">): Run {
  return finishedRun(RIGHT, config, parametersFrom(inputs.parameters), sequenceFrom(inputs));
}

function wholeOf(run: Run): Span {
  return { from: 0, to: run.x.rows - 1 };
}

function lossSteps(run: Run): number[] {
  return Array.from({ length: run.x.rows }, (_, t) => t).filter((t) => hasLoss(run, t));
}

function workedForward({ config, inputs }: CaseOf<"forward">): WorkedSection[] {
  const sequence = sequenceFrom({ ...inputs, y: [[0]] });
  const run = finishedRun(RIGHT, config, parametersFrom(inputs.parameters), sequence);
  const lines = inputs.x.flatMap((_, t) =>
    predictionLines(config.output, row(run.o, t), `prediction_${t}`, ["prediction", t]),
  );
  const title = config.output === "linear" ? "prediction_t = o_t" : "prediction_t = softmax(o_t)";
  return [forwardSection(run, wholeOf(run), true), { title, lines }];
}

/** From the inputs to the gradient of the losses of a sequence. */
function gradientSections(run: Run, isAnswered: boolean): WorkedSection[] {
  const span = wholeOf(run);
  return [
    forwardSection(run, span),
    lossSection(run, lossSteps(run), isAnswered ? ["loss"] : undefined),
    ...backwardSections(run, span, isAnswered),
  ];
}

function backwardSections(run: Run, span: Span, isAnswered: boolean): WorkedSection[] {
  const terms = [...truncatedTerms(run, span)];
  return [
    backSection(run, terms),
    pairsSection(run, terms),
    sumSection(gradientOf(run, span), terms, isAnswered),
  ];
}

function workedGradient(testCase: CaseOf<"gradient">): WorkedSection[] {
  return gradientSections(runOn(testCase), true);
}

function workedPairs(testCase: CaseOf<"pairs">): WorkedSection[] {
  const run = runOn(testCase);
  const terms = [...termsOf(run, wholeOf(run), () => 0)];
  return [
    forwardSection(run, wholeOf(run)),
    lossSection(run, lossSteps(run)),
    backSection(run, terms),
    pairsSection(run, terms, true),
  ];
}

function clipSection(gradients: Gradients, clipping: Clipping, isAnswered: boolean): WorkedSection {
  const clipped = RIGHT.clip(gradients, clipping);
  const { kind, limit } = clipping;
  const norm = globalNorm(gradients);
  const squares = gradientArrays(gradients).flatMap((g) => Array.from(g, (x) => `${factor(x)}²`));
  const scale = norm > limit ? limit / norm : 1;
  const lines = [...entriesOf(gradients)].map((entry) => {
    const { value } = entry;
    const by = kind === "norm" ? product(value, scale) : clampText(value, limit);
    return {
      text: chain(
        entryName(entry.name, entry.tensor, ...entry.indices),
        by,
        numeral(numberAt(clipped, entry)),
      ),
      ...(isAnswered && { keys: [entry.name, ...entry.indices] }),
    };
  });
  if (kind === "value") {
    return { title: `each entry clipped to between -${limit} and ${limit}`, lines };
  }
  const scaleText = norm > limit ? `${limit} / ${numeral(norm)}` : "1";
  return {
    title: `all entries times min(1, ${limit} / ‖g‖)`,
    lines: [
      { text: chain("‖g‖", `√(${squares.join(" + ")})`, numeral(norm)) },
      { text: chain("scale", scaleText, numeral(scale)) },
      ...lines,
    ],
  };
}

function clampText(x: number, limit: number): string {
  return x > limit || x < -limit
    ? `${numeral(x)}, clipped: ${numeral(Math.sign(x) * limit)}`
    : numeral(x);
}

/** Clipping and descent, after the gradient of a span; and the parameters that come of it. */
function updateSections(
  run: Run,
  span: Span,
  update: { readonly clipping: Clipping | null; readonly learningRate: number },
  isAnswered: boolean,
): { readonly sections: WorkedSection[]; readonly after: Parameters } {
  const { clipping, learningRate } = update;
  const gradients = RIGHT.clip(gradientOf(run, span), clipping);
  const after = RIGHT.descend(run.parameters, gradients, learningRate);
  const lines = [...entriesOf(run.parameters)].map((entry) => {
    const g = numberAt(gradients, { ...entry, name: `d${entry.name}` });
    return {
      text: chain(
        entryName(entry.name, entry.tensor, ...entry.indices),
        `${numeral(entry.value)} - ${product(learningRate, g)}`,
        numeral(numberAt(after, entry)),
      ),
      ...(isAnswered && { keys: [entry.name, ...entry.indices] }),
    };
  });
  const descent = { title: `θ - η dθ with η = ${numeral(learningRate)}`, lines };
  const clipped = clipping ? [clipSection(gradientOf(run, span), clipping, false)] : [];
  return { sections: [...clipped, descent], after };
}

function workedStep(testCase: CaseOf<"step">): WorkedSection[] {
  const run = runOn(testCase);
  const { sections } = updateSections(run, wholeOf(run), testCase.inputs, true);
  return [...gradientSections(run, false), ...sections];
}

/** Each epoch: the losses with the parameters as it finds them, and then update after update. */
function workedTraining({ config, inputs }: CaseOf<"trajectory">): WorkedSection[] {
  const records = inputs.records.map(sequenceFrom);
  const spans = records.map((record) => RIGHT.spans(config, inputs.updateEvery, record.x.rows));
  const sections: WorkedSection[] = [];
  let parameters = parametersFrom(inputs.parameters);
  for (let epoch = 0; epoch < inputs.epochs; epoch++) {
    const runs = records.map((record) => finishedRun(RIGHT, config, parameters, record));
    const losses = runs.map((run) => lossOfRun(run));
    for (const [n, run] of runs.entries()) {
      const about = `epoch ${epoch}, record ${n}: `;
      const passes = [forwardSection(run, wholeOf(run)), lossSection(run, lossSteps(run))];
      sections.push(...passes.map((section) => titled(about, section)));
    }
    const total = losses.reduce((all, loss) => all + loss, 0);
    const text = chain(`trainLoss[${epoch}]`, sum(losses.map(numeral)), numeral(total));
    sections.push({
      title: `epoch ${epoch}: the sum over the records, before its updates`,
      lines: [{ text, keys: ["trainLoss", epoch] }],
    });
    for (const [n, record] of records.entries()) {
      let run = runOf(RIGHT, config, parameters, record);
      for (const [m, span] of spans[n].entries()) {
        run = { ...run, parameters };
        writeSpan(run, span);
        const isLast =
          epoch === inputs.epochs - 1 && n === records.length - 1 && m === spans[n].length - 1;
        const { sections: updates, after } = updateSections(run, span, inputs, isLast);
        const steps = spans[n].length > 1 ? `, steps ${span.from} to ${span.to}` : "";
        const about = `epoch ${epoch}, record ${n}${steps}: `;
        const own = [
          ...(n > 0 || m > 0 ? [forwardSection(run, span)] : []),
          ...backwardSections(run, span, false),
          ...updates,
        ];
        sections.push(...own.map((section) => titled(about, section)));
        parameters = after;
      }
    }
  }
  return sections;
}

function lossOfRun(run: Run): number {
  return lossSteps(run).reduce((all, t) => {
    return all + RIGHT.stepLoss(run.config.output, row(run.o, t), RIGHT.target(run, t));
  }, 0);
}

function titled(about: string, { title, lines }: WorkedSection): WorkedSection {
  return { title: `${about}${title}`, lines };
}
