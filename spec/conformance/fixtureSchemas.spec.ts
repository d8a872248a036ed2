/** The schemas that implementers read: closed, of one mind, and safe to validate by. */
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/conformance/kinds.ts";
import {
  SCHEMA_NAMES,
  type SchemaName,
  schemaOf,
  versionOf,
} from "../../src/conformance/schemas.ts";

/** Every schema in a schema, itself included, with where it is. */
function schemasIn(schema: unknown, path = "#"): [string, Readonly<Record<string, unknown>>][] {
  if (typeof schema !== "object" || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([name, member]) =>
    schemasIn(member, `${path}/${name}`),
  );
  return [[path, schema as Readonly<Record<string, unknown>>], ...inner];
}

describe("the schemas", () => {
  it.each(SCHEMA_NAMES)("%s names its dialect and version", (name) => {
    expect(schemaOf(name)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `urn:bptt-oracle:schema:${name}:${versionOf(name)}`,
    });
  });

  it.each(SCHEMA_NAMES)("%s lets no unknown member in", (name) => {
    const open = schemasIn(schemaOf(name)).filter(
      ([path, schema]) =>
        schema["type"] === "object" &&
        schema["oneOf"] === undefined &&
        schema["additionalProperties"] !== false &&
        // What is to be refused, and what came back, may be anything.
        !/(rejectCase\/properties\/inputs|\/case)\/properties\/(config|inputs)$/.test(path) &&
        // What cases.schema.json describes.
        !(name === "model" && /#\/properties\/(network|best|parameters)$/.test(path)) &&
        !/resultMessage\/properties\/results$/.test(path) &&
        !/#\/properties\/results\/patternProperties\/[^/]*$/.test(path),
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it.each(SCHEMA_NAMES)("%s has no pattern for texts without end", (name) => {
    // A regular expression with a repetition runs out of stack on some megabytes.
    for (const [path, schema] of schemasIn(schemaOf(name))) {
      if (typeof schema["pattern"] === "string") expect(schema, path).toHaveProperty("maxLength");
      if (schema["patternProperties"] !== undefined && !path.endsWith("/properties")) {
        expect(schema, path).toHaveProperty("propertyNames.maxLength");
      }
    }
  });

  it("cases describes every kind, once as a file and once as a case", () => {
    const { oneOf, $defs } = schemaOf("cases") as { oneOf: object[]; $defs: object };
    expect(oneOf).toEqual(KINDS.map((kind) => ({ $ref: `#/$defs/${kind}File` })));
    for (const kind of KINDS) expect($defs).toHaveProperty(`${kind}Case.description`);
  });

  it("agree on ids, kinds and dtypes", () => {
    const of = (name: SchemaName) => schemasIn(schemaOf(name));
    const all = SCHEMA_NAMES.flatMap(of).map(([, schema]) => schema);
    const idOf = `^(${KINDS.join("|")})(-[a-z0-9]+)+$`;
    const patterns = all.flatMap(({ pattern, patternProperties }) => [
      ...(typeof pattern === "string" ? [pattern] : []),
      ...Object.keys(patternProperties ?? {}),
    ]);
    expect(patterns.filter((pattern) => pattern.includes("canary"))).toEqual(Array(7).fill(idOf));
    const lists = all.flatMap((schema) => (Array.isArray(schema["enum"]) ? [schema["enum"]] : []));
    for (const list of lists.filter((names) => names.includes("canary"))) {
      expect([KINDS, KINDS.slice(0, -1)]).toContainEqual(list);
    }
    for (const list of lists.filter((names) => names.includes("float32"))) {
      expect(list).toEqual(["float64", "float32"]);
    }
    const { implementation } = schemaOf("results")["$defs"] as { implementation: object };
    expect(schemaOf("protocol")).toMatchObject({
      $defs: { readyMessage: { properties: { implementation } } },
    });
    expect(schemaOf("check")).toMatchObject({ $defs: { checkedImplementation: implementation } });
  });
});
