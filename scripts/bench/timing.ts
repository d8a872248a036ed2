/** How long a piece of work takes. */

/**
 * Milliseconds of one call, once the engine has compiled what it calls: the least of seven samples,
 * since whatever else the machine does can only add to one.
 */
export function milliseconds(work: () => void): number {
  const WARM_UP = 300;
  const SAMPLE = 60;
  millisecondsOver(WARM_UP, work);
  return Math.min(...Array.from({ length: 7 }, () => millisecondsOver(SAMPLE, work)));
}

/** Milliseconds of one call, on average over at least the given time. */
function millisecondsOver(time: number, work: () => void): number {
  let calls = 0;
  const start = performance.now();
  do {
    work();
    calls++;
  } while (performance.now() - start < time);
  return (performance.now() - start) / calls;
}
