/** The golden runs, computed in a worker of their own and held against Node's. */

import goldens from "../fixtures/article/goldens.json" with { type: "json" };
import { GOLDEN_NAMES } from "../src/article/goldens.ts";
import { control, element } from "./dom.ts";
import type { Answer, Order } from "./messages.ts";
import { startWorker } from "./startWorker.ts";

/** On the button, and once by itself when the table is first looked at. */
export function startGoldens(): void {
  const button = control("goldens", HTMLButtonElement);
  button.addEventListener("click", computeGoldens);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    if (!button.disabled) computeGoldens();
  });
  observer.observe(button);
}

function computeGoldens(): void {
  const button = control("goldens", HTMLButtonElement);
  button.disabled = true;
  let [done, equal] = [0, 0];
  const say = (text: string): void => {
    element("goldens-status").textContent = text;
  };
  say("Computing …");
  const worker = startWorker((answer: Answer) => {
    if (answer.kind === "failed") {
      say(`Something went wrong: ${answer.message}. Try again.`);
      end();
    }
    if (answer.kind !== "golden") return;
    const { name, sha256 } = answer;
    const isEqual = sha256 === goldens[name].sha256;
    element(`golden-${name}`).textContent = sha256;
    element(`equal-${name}`).textContent = isEqual ? "✓ equal" : "✗ DIFFERENT";
    element(`equal-${name}`).className = isEqual ? "same" : "outside";
    done++;
    if (isEqual) equal++;
    if (done < GOLDEN_NAMES.length) return;
    say(`${equal} of ${done} are equal to Node's.`);
    end();
  });
  const end = (): void => {
    worker.terminate();
    button.disabled = false;
  };
  const order: Order = { kind: "goldens" };
  worker.postMessage(order);
}
