import { ENGINES } from "../../../src/engine/engine.ts";
import { kernelsAreAvailable } from "../../../src/engine/kernels.ts";
import { printGoldens } from "./print.ts";

printGoldens(kernelsAreAvailable() ? ENGINES : ["reference"]);
