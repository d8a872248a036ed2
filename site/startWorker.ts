/** A worker whose program is in the page: one opened from a file may not load another. */
import { element } from "./dom.ts";
import type { Answer } from "./messages.ts";

export function startWorker(onAnswer: (answer: Answer) => void): Worker {
  const program = new Blob([element("worker").textContent ?? ""], { type: "text/javascript" });
  const address = URL.createObjectURL(program);
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => onAnswer(data));
  worker.addEventListener("error", ({ message }) =>
    onAnswer({ kind: "failed", run: null, message }),
  );
  return worker;
}
