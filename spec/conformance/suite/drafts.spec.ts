import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { describe, expect, it } from "vitest";
import { KINDS, type Kind } from "../../../src/conformance/kinds.ts";
import { requireRequest } from "../../../src/conformance/request.ts";
import { requireValid } from "../../../src/conformance/schemas.ts";
import type { Draft } from "../../../src/conformance/suite/draft.ts";
import { DRAFTS } from "../../../src/conformance/suite/drafts.ts";
import { NOTES } from "../../../src/conformance/suite/notes.ts";
import { jsonOf } from "../../support/caseFiles.ts";
import { numbersIn } from "../../support/solvedCases.ts";
import { preActivations } from "../../support/suite.ts";

/** How the expected values were obtained; every case that is computed has one of these. */
const DERIVATIONS = ["ByDefinition", "ByReversePass", "ByArithmetic"];

const each = DRAFTS.map((draft) => [draft.id, draft] as const);
const numbered = DRAFTS.filter(({ kind }) => kind !== "canary" && kind !== "random");

function ofKind(kind: Kind): readonly Draft[] {
  return DRAFTS.filter((draft) => draft.kind === kind);
}

describe("the drafts", () => {
  it("are two hundred at least, with every kind in the order of the kinds", () => {
    expect(DRAFTS.length).toBeGreaterThanOrEqual(200);
    expect([...new Set(DRAFTS.map(({ kind }) => kind))]).toEqual(KINDS);
    expect(KINDS.flatMap(ofKind)).toEqual(DRAFTS);
  });

  it.each(each)("%s is as the schema has it", (id, { kind, comment, flags, config, inputs }) => {
    const part = `#/$defs/${kind}Case/properties`;
    requireValid("cases", id, id, [], "#/$defs/caseId");
    for (const [name, value] of Object.entries({ comment, flags, config, inputs })) {
      requireValid("cases", value, id, [name], `${part}/${name}`);
    }
    expect(id.startsWith(`${kind}-`)).toBe(true);
  });

  it.each(each)("%s can be carried out, or is to be refused", (id, draft) => {
    if (draft.kind !== "reject") requireRequest(draft, id);
  });

  it("have ids of their own", () => {
    expect(new Set(DRAFTS.map(({ id }) => id)).size).toBe(DRAFTS.length);
  });

  it("ask something of their own", () => {
    const asked = DRAFTS.map(({ kind, config, inputs }) => jsonOf({ kind, config, inputs }));
    expect(new Set(asked).size).toBe(DRAFTS.length);
  });

  it("say in a sentence why they are there", () => {
    for (const { comment, id } of DRAFTS) {
      expect(comment, id).toMatch(/^\S.{25,135}\.$/);
    }
  });

  it("have flags that are explained, and no flag is explained for nothing", () => {
    const flags = new Set(DRAFTS.flatMap((draft) => draft.flags));
    expect([...flags].sort()).toEqual(Object.keys(NOTES).sort());
  });

  it("say how their expected values were obtained", () => {
    for (const { kind, flags, id } of DRAFTS) {
      const derivations = flags.filter((flag) => DERIVATIONS.includes(flag));
      const isComputed = !["canary", "random", "reject"].includes(kind);
      expect(derivations, id).toHaveLength(isComputed ? 1 : 0);
    }
  });

  it("hold numbers that binary32 holds too", () => {
    for (const { id, inputs } of numbered) {
      for (const x of numbersIn(inputs)) {
        if (!Number.isNaN(x)) expect(Math.fround(x), id).toBe(x);
      }
    }
  });

  it("hold multiples of 1/64, where they are not large or about activations", () => {
    const short = numbered.filter(({ kind, flags }) => {
      return kind !== "activation" && kind !== "reject" && !flags.includes("Large");
    });
    for (const { id, inputs } of short) {
      // Names such as "chunk" are NaN among the numbers.
      const numbers = numbersIn(inputs).filter((x) => !Number.isNaN(x));
      expect(
        numbers.filter((x) => !Number.isInteger(x * 64)),
        id,
      ).toEqual([]);
    }
  });

  it("can be read: most are under 2 KB, and only large ones above 4 KB", () => {
    const lengths = DRAFTS.map((draft) => jsonOf(draft).length);
    expect(lengths.filter((length) => length >= 2048).length).toBeLessThan(10);
    DRAFTS.forEach(({ flags, id }, n) => {
      if (!flags.includes("Large")) expect(lengths[n], id).toBeLessThan(4096);
    });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(2 ** 20);
  });

  it("keep away from relu's kink, except where it is asked for", () => {
    const relu = DRAFTS.filter(({ kind, config }) => {
      return kind !== "activation" && "activation" in config && config.activation === "relu";
    });
    expect(relu.length).toBeGreaterThan(15);
    for (const draft of relu) {
      const nearest = Math.min(...preActivations(draft).flatMap((a) => Array.from(a, Math.abs)));
      expect(nearest, draft.id).toBeGreaterThan(1e-3);
    }
  });

  it("never change: what they ask is pinned, kind by kind", () => {
    const digests = KINDS.map((kind) => {
      const asked = ofKind(kind).map(({ id, config, inputs }) => {
        return jsonOf(ordered({ id, config, inputs }));
      });
      return [kind, asked.length, bytesToHex(sha256(utf8ToBytes(asked.join("\n"))))];
    });
    expect(digests).toEqual(PINNED);
  });
});

/** The same value with all members in the order of their names. */
function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, ordered(Reflect.get(value, name))]));
}

const PINNED: readonly (readonly [kind: Kind, count: number, sha256: string])[] = [
  ["canary", 7, "58664e42527d9575753fff44ba4c5393fe534ffc56f6db33678be351c5734189"],
  ["random", 7, "9b89fcb0bfee512fc10b4b1fc632316240ecefd2ad2b629082da326352f3a3d6"],
  ["activation", 13, "05a6b3e530677aaeea492faf3e08d41fcac098d32a2f4fc2339643b737f6e86b"],
  ["loss", 13, "a5bf8da6ec2febcd881357fd4e0eecd3a3acd681d75193325557c15112fdd8b9"],
  ["forward", 22, "408fd1d6acbbe31209bbac8ad4f750c9ed1fb469140dd42d1a29585874646ea5"],
  ["gradient", 100, "ae8a35726ec108cf0ead4f15750fccb34e5e8c4dca6088f4b74f4c59ccabd409"],
  ["pairs", 17, "f3e3f4b1a5a1d024bfe0c818df11be545af960e3b6362533f230cd78c812c368"],
  ["clip", 15, "f6f7f2594458d6462763db540757f7b8ba2a4d6b77bbe358987965af5e494375"],
  ["step", 20, "09c41f38ecdb95bbef0cf0dabc0366c6d3abfd09723d6b505c2c6813075dd0cc"],
  ["trajectory", 17, "a1e310c913e81a6b7c0b354a3fd0c2bc4e1c8b75063c3025342cf5cfb903a3c5"],
  ["reject", 45, "b848bc4ade5392ab00d26aae06d30b70ce9c4ab1c18d33d569cce9241a688106"],
];
