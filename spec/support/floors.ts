/** From the ground up: a file imports from its own floor and from those before it. */
export const FLOORS: readonly string[] = [
  "numerics",
  "rnn",
  "engine",
  "data",
  "gradcheck",
  "article",
  "lab",
  "conformance",
  "model",
  "series",
  "text",
  "report",
  "cli",
];
