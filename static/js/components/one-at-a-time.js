/**
 * What runs one at a time: asked for again while it runs, it runs once more afterwards, however often that was. So what is shown
 * of thousands of records that are brought in at once is not worked out a thousand times.
 * @param {() => Promise<void>} run
 * @returns {() => Promise<void>}
 */
export function oneAtATime(run) {
  let [isRunning, isAsked] = [false, false];
  return async () => {
    isAsked = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isAsked) {
        isAsked = false;
        await run();
      }
    } finally {
      isRunning = false;
    }
  };
}
