const SECONDS = 120;

/** Accepted swipes a second, as a curve over the last two minutes. @returns counts one */
export function showPulse() {
  const path = document.querySelector('#pulse path');
  const rate = document.getElementById('rate');
  const counts = new Array(SECONDS).fill(0);
  let now = 0;
  setInterval(() => {
    counts.push(now);
    counts.shift();
    now = 0;
    // Smoothed over three seconds; otherwise batches show as a comb.
    const smooth = counts.map((_, at) => (counts[at] + (counts[at - 1] ?? 0) + (counts[at - 2] ?? 0)) / 3);
    const top = Math.max(1, ...smooth);
    const points = smooth.map((value, at) => `${at} ${(38 - (36 * value) / top).toFixed(2)}`);
    path.setAttribute('d', `M0 40 L${points.join(' L')} L${SECONDS - 1} 40 Z`);
    const last = smooth[SECONDS - 1];
    rate.textContent = `${last < 10 ? last.toFixed(1) : Math.round(last)}/s`;
  }, 1_000);
  return () => {
    now += 1;
  };
}
