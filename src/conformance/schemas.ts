/** The schemas of `fixtures/schema`, as they are shipped, and validation by them. */
import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { FormatError, type Key, placeText, shown } from "./formatError.ts";
import type {
  CasesFile,
  Certificate,
  CheckReport,
  FuzzReport,
  Manifest,
  ModelFile,
  ProtocolMessage,
  ResultsFile,
} from "./types.ts";

/** What is in a file, or on a line of the protocol, by the name of its schema. */
export interface Contents {
  readonly cases: CasesFile;
  readonly results: ResultsFile;
  readonly manifest: Manifest;
  readonly certificate: Certificate;
  readonly protocol: ProtocolMessage;
  readonly check: CheckReport;
  readonly fuzz: FuzzReport;
  readonly model: ModelFile;
}

export type SchemaName = keyof Contents;

export const SCHEMA_NAMES: readonly SchemaName[] = [
  "cases",
  "results",
  "manifest",
  "certificate",
  "protocol",
  "check",
  "fuzz",
  "model",
];

/** The version of a format that this program writes. */
export function versionOf(name: SchemaName): number {
  return name === "model" ? 2 : 1;
}

export type Schema = Readonly<Record<string, unknown>>;

/** A schema as it is written; the way to it is the same from `src` and from the compiled `dist`. */
export function schemaOf(name: SchemaName): Schema {
  const url = new URL(`../../fixtures/schema/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8"));
}

// strictRequired would have what a choice's branches declare declared once more beside it.
const ajv = new Ajv2020({ strictRequired: false, discriminator: true, verbose: true });

/**
 * A value as a schema, or a part of it, describes it.
 *
 * @param file how messages call the file
 * @param at where in the file the value is
 * @param part of the schema, such as `#/$defs/network`
 * @throws {FormatError} naming the first place that is not as described
 */
export function requireValid(
  name: SchemaName,
  value: unknown,
  file: string,
  at: readonly Key[] = [],
  part = "",
): void {
  const validate = validatorOf(name, part);
  if (validate(value)) return;
  const [first, ...others] = validate.errors as readonly ErrorObject[];
  const { keyword, instancePath } = first;
  const problem = PROBLEMS[keyword](first, schemaOf(name));
  // The first error of a choice is that of its first branch; the second is always null.
  const orNull = others.some((one) => {
    return keyword === "type" && one.keyword === "anyOf" && one.instancePath === instancePath;
  });
  const { member = [], expected, got = shown(first.data) } = problem;
  const place = placeText(file, [...at, ...keysOf(instancePath, value), ...member]);
  throw new FormatError(`${place}: expected ${expected}${orNull ? " or null" : ""}, got ${got}`);
}

/** Compiled when first used: it takes a fifth of a second, which not every command needs to spend. */
function validatorOf(name: SchemaName, part: string): ValidateFunction {
  const id = `urn:bptt-oracle:schema:${name}:${versionOf(name)}`;
  if (!ajv.getSchema(id)) ajv.addSchema(schemaOf(name));
  const validate = ajv.getSchema(`${id}${part}`);
  if (!validate) throw new RangeError(`part: expected a part of ${name}, got ${shown(part)}`);
  return validate;
}

/**
 * The keys of a JSON pointer (RFC 6901) into the value, with numbers for the indices of arrays. Names
 * that a schema knows hold nothing that a pointer would have to escape.
 */
function keysOf(pointer: string, value: unknown): Key[] {
  let inner = value;
  return pointer
    .split("/")
    .slice(1)
    .map((key) => {
      const isIndex = Array.isArray(inner);
      inner = Reflect.get(Object(inner), key);
      return isIndex ? Number(key) : key;
    });
}

interface Problem {
  /** of the value in question, when the trouble is there */
  readonly member?: readonly Key[];
  readonly expected: string;
  /** the value in question when absent */
  readonly got?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "an object",
  string: "a string",
};

/** What each keyword of the schemas has to say. */
const PROBLEMS: Readonly<Record<string, (error: ErrorObject, root: Schema) => Problem>> = {
  type: ({ params }) => ({ expected: TYPES[params["type"]] }),
  const: ({ params }) => ({ expected: JSON.stringify(params["allowedValue"]) }),
  enum: ({ params }) => ({ expected: `one of ${params["allowedValues"].join(", ")}` }),
  minimum: ({ params }) => ({ expected: `a number of at least ${params["limit"]}` }),
  exclusiveMinimum: ({ params }) => ({ expected: `a number above ${params["limit"]}` }),
  maximum: ({ params }) => ({ expected: `a number of at most ${params["limit"]}` }),
  minItems: () => ({ expected: "at least one entry", got: "none" }),
  minLength: () => ({ expected: "some text" }),
  maxLength: ({ params, propertyName }) => ({
    expected: `${propertyName === undefined ? "" : "names of "}at most ${params["limit"]} characters`,
  }),
  pattern: ({ params }) => ({ expected: `text like ${params["pattern"]}` }),
  uniqueItems: ({ params, data }) => ({
    expected: "entries that differ",
    got: `${shown(Reflect.get(Object(data), params["i"]))} twice`,
  }),
  required: ({ params }) => ({
    member: [params["missingProperty"]],
    expected: "a value",
    got: "none",
  }),
  additionalProperties: ({ params, parentSchema }) => ({
    expected: membersOf(parentSchema),
    got: shown(params["additionalProperty"]),
  }),
  discriminator: ({ params, parentSchema }, root) => ({
    member: [params["tag"]],
    expected: `one of ${tagsOf(parentSchema, root).join(", ")}`,
    got: params["tagValue"] === undefined ? "none" : shown(params["tagValue"]),
  }),
};

/** The members that an object may have, in words. */
function membersOf(schema: Schema = {}): string {
  const names = Object.keys(schema["properties"] ?? {});
  const patterns = Object.keys(schema["patternProperties"] ?? {});
  const all = [...names, ...patterns.map((pattern) => `names like ${pattern}`)];
  return all.length > 0 ? `only ${all.join(", ")}` : "an empty object";
}

/** The kinds that the branches of a choice are for, each written there or among the definitions. */
function tagsOf(schema: Schema = {}, { $defs }: Schema): string[] {
  interface Branch {
    readonly $ref?: string;
    readonly properties: { readonly kind: { readonly const: string } };
  }
  const definitions = $defs as Readonly<Record<string, Branch>>;
  const branches = schema["oneOf"] as readonly Branch[];
  return branches
    .map((branch) => (branch.$ref ? definitions[branch.$ref.slice("#/$defs/".length)] : branch))
    .map(({ properties }) => properties.kind.const);
}
