/** Numbers that a reader or writer of JSON may get wrong, before any network comes into it. */
import { about } from "./build.ts";
import type { Draft } from "./draft.ts";

/** The ends of binary32's range. */
const SMALLEST = 2 ** -149;
const SMALLEST_NORMAL = 2 ** -126;
const LARGEST = 2 ** 128 - 2 ** 104;

export const CANARY: readonly Draft<"canary">[] = [
  {
    kind: "canary",
    ...about(
      "canary-float64-everyday",
      "The numbers of ordinary cases, where a parser that is off by one unit makes every case fail.",
      ["SignedZero"],
    ),
    config: { dtype: "float64" },
    inputs: {
      values: [0, -0, 1, -1, 0.5, -0.0625, 0.1, 0.2, 0.3, 1 / 3, -0.5772156649015329, 1e23],
      decimals: ["0", "-0", "0.0", "-0.0e5", "1", "-1", "0.1", "1e23", "123456789.125"],
    },
  },
  {
    kind: "canary",
    ...about(
      "canary-float64-extremes",
      "The ends of the range, where fast parsers, flushing to zero and text in fixed digits fail.",
      ["Extreme", "Subnormal"],
    ),
    config: { dtype: "float64" },
    inputs: {
      values: [
        5e-324, -5e-324, 1e-323, 2.225073858507201e-308, 2.2250738585072014e-308, 1e-310,
        1.7976931348623157e308, -1.7976931348623157e308, 9007199254740991, 9007199254740992,
        -9007199254740994, 4.35, 2.2204460492503131e-16,
      ],
      decimals: [
        "4.9406564584124654e-324",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e+308",
        "1e-400",
        "-1e-400",
      ],
    },
  },
  {
    kind: "canary",
    ...about(
      "canary-float64-halfway",
      "Only a reader that looks at every digit rounds these to the nearest, ties to even.",
      ["Halfway", "LongDecimal", "Subnormal"],
    ),
    config: { dtype: "float64" },
    inputs: {
      values: [1.0000000000000002, 0.30000000000000004, 9007199254740996],
      decimals: [
        "9007199254740993",
        "9007199254740993.00000000000000000000000000000001",
        "9007199254740992.99999999999999999999999999999999",
        "9007199254740995",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
        "-1.00000000000000033306690738754696212708950042724609375",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "7.4109846876186981e-324",
        "1.797693134862315807e308",
        "62.5364939768271845828",
        "8.10109172351e-10",
        "0.500000000000000166533453693773481063544750213623046875",
        "35184372088832.01171875",
      ],
    },
  },
  {
    kind: "canary",
    ...about(
      "canary-float64-spelling",
      "One number has many spellings, and hundreds of digits are as good as one.",
      ["LongDecimal"],
    ),
    config: { dtype: "float64" },
    inputs: {
      values: [1000, 1e21, 1e-7, 0.000001, 123456789012345680000],
      decimals: [
        "1E3",
        "1e+3",
        "1000e0",
        "0.001e6",
        "10000000000000000000000e-19",
        "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899",
        "0.1000000000000000055511151231257827021181583404541015625",
        `0.${"0".repeat(300)}1`,
        `1${"0".repeat(300)}`,
        `1${"0".repeat(350)}e-350`,
        `0.${"3".repeat(400)}`,
      ],
    },
  },
  {
    kind: "canary",
    ...about(
      "canary-float32-everyday",
      "The numbers of ordinary cases in binary32, whose nearest neighbours a double's digits hide.",
      ["SignedZero"],
    ),
    config: { dtype: "float32" },
    inputs: {
      values: [0, -0, 1, -1, 0.5, -0.0625, 0.1, 0.2, 0.3, 1 / 3, 16777215, 16777216],
      decimals: ["0", "-0", "0.1", "-0.3", "1e10", "16777216", "3.14159265358979323846"],
    },
  },
  {
    kind: "canary",
    ...about(
      "canary-float32-extremes",
      "The ends of binary32's range, a long way inside that of binary64.",
      ["Extreme", "Subnormal"],
    ),
    config: { dtype: "float32" },
    inputs: {
      values: [
        SMALLEST,
        -SMALLEST,
        SMALLEST_NORMAL - SMALLEST,
        SMALLEST_NORMAL,
        LARGEST,
        -LARGEST,
        1e-40,
        1 + 2 ** -23,
      ],
      decimals: [
        "1.401298464324817e-45",
        "1.1754942e-38",
        "1.17549435e-38",
        "3.4028234663852886e38",
        "3.4028235e+38",
        "3.40282356e38",
        "1e-50",
        "-1e-50",
      ],
    },
  },
  {
    kind: "canary",
    ...about(
      "canary-float32-halfway",
      "Read as binary64 first, each of these becomes a tie and then falls on the wrong side.",
      ["Halfway", "DoubleRounding", "LongDecimal", "Subnormal"],
    ),
    config: { dtype: "float32" },
    inputs: {
      values: [1, 1.5, 16777218],
      decimals: [
        "16777217",
        "16777217.000000000000001",
        "16777218.999999999999999",
        "16777219",
        "1.000000059604644775390625",
        "1.00000005960464477539062500000000000001",
        "1.00000017881393432617187499999999999999",
        "-1.000000178813934326171875",
        "7.00649232162408535461864791644958065640130970938257885878534141944895541342930300743319094181060791015625e-46",
        "7.00649232162408535461864791644958065640130970938257885878534141944895541342930300743319094181060791015626e-46",
      ],
    },
  },
];
