/**
 * A plugin of TypeDoc: puts each export under its subject, which its folder in `src` tells, so that
 * nothing has to be said in the comments; and gives back to each `@throws {…}` the types of error that
 * TypeDoc leaves out. It runs where TypeDoc does, and so imports nothing of it.
 */

/** The first that the path of a file begins with decides. */
const SUBJECTS = [
  ["src/numerics/", "Numbers"],
  ["src/rnn/train", "Training"],
  ["src/rnn/clip", "Training"],
  ["src/rnn/sgd", "Training"],
  ["src/rnn/initialization", "Training"],
  ["src/rnn/metrics", "Training"],
  ["src/rnn/engine", "Engines"],
  ["src/rnn/", "The network"],
  ["src/engine/", "Engines"],
  ["src/data/", "Data"],
  ["src/gradcheck/", "Gradient checks"],
  ["src/article/", "The article"],
  ["src/conformance/bugs/", "Mistakes and their diagnosis"],
  ["src/conformance/diagnosis/", "Mistakes and their diagnosis"],
  ["src/conformance/protocol/", "Programs under test"],
  ["src/conformance/compare", "Answers and judgements"],
  ["src/conformance/dtype", "Answers and judgements"],
  ["src/conformance/reference", "Answers and judgements"],
  ["src/conformance/", "Cases"],
];

export function load(app) {
  app.converter.on("resolveBegin", (context) => {
    for (const { children = [] } of context.project.children ?? []) {
      for (const reflection of children) {
        addSubject(context.project, reflection);
        for (const one of [reflection, ...(reflection.children ?? [])]) addErrors(context, one);
      }
    }
  });
}

function addSubject(project, reflection) {
  const path = project.getSymbolIdFromReflection(reflection)?.packagePath ?? "";
  const [, subject] = SUBJECTS.find(([start]) => path.startsWith(start)) ?? [];
  if (subject === undefined) throw new Error(`${reflection.name} of ${path}: expected a subject`);
  for (const { comment } of [reflection, ...(reflection.signatures ?? [])]) {
    comment?.blockTags.push({ tag: "@category", content: [{ kind: "text", text: subject }] });
  }
}

function addErrors(context, { name, signatures = [], ...reflection }) {
  const declarations =
    context.getSymbolFromReflection(signatures[0]?.parent ?? reflection)?.declarations ?? [];
  const documented = declarations.filter(({ jsDoc }) => jsDoc?.at(-1)?.tags !== undefined);
  signatures.forEach(({ comment }, n) => {
    const { tags = [] } = documented[Math.min(n, documented.length - 1)]?.jsDoc.at(-1) ?? {};
    const written = tags.filter(({ tagName }) => tagName.text === "throws");
    const kept = comment?.blockTags.filter(({ tag }) => tag === "@throws") ?? [];
    if (kept.length !== written.length)
      throw new Error(`${name}: expected ${written.length} @throws`);
    kept.forEach(({ content }, k) => {
      const types = written[k].typeExpression?.type.getText();
      if (types === undefined) return;
      const names = types.split("|").map((type) => `\`${type.trim()}\``);
      content.unshift({ kind: "text", text: `${names.join(" or ")} ` });
    });
  });
}
