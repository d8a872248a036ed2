// WebAssembly would not take its exp and tanh from Math.
import { printGoldens } from "./print.ts";

printGoldens(["reference"]);
