/** What the package is to hold, to the file: no more than it says, and nothing forgotten. */

/** Besides what is compiled and the fixtures. */
const PAPERS = [
  "CHANGELOG.md",
  "CITATION.cff",
  "LICENSE",
  "NOTICE",
  "README.md",
  "package.json",
] as const;

/**
 * The files of the package: a module and its types for each source that is compiled, the fixtures,
 * and the papers. All paths are relative, with forward slashes.
 *
 * @param sources what is compiled, in `src`
 * @param fixtures what is under version control in `fixtures`: nothing that was built there
 */
export function packageFiles(sources: readonly string[], fixtures: readonly string[]): string[] {
  const compiled = sources
    .map((path) => path.slice("src/".length, -".ts".length))
    .flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]);
  return [...compiled, ...fixtures, ...PAPERS].sort();
}

/** What is missing and what is too many, a line each. */
export function differences(expected: readonly string[], found: readonly string[]): string[] {
  return [
    ...expected.filter((path) => !found.includes(path)).map((path) => `missing: ${path}`),
    ...found.filter((path) => !expected.includes(path)).map((path) => `too many: ${path}`),
  ];
}
