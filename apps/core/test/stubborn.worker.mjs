/** Stands in for the reading worker: does what the worst letters do to it, on demand. */
export default function readAll({ tasks, progress }) {
  const outcomes = [];
  for (let n = 0; n < Atomics.load(progress, 1); n++) {
    Atomics.store(progress, 0, n);
    outcomes.push(read(tasks[n]));
  }
  return outcomes;
}

function read({ alsoFound }) {
  const hoard = [];
  const began = performance.now();
  while (alsoFound === 'slow' && performance.now() - began < 2_500) hoard.length = 0;
  while (alsoFound === 'late' && performance.now() - began < 9_000) hoard.length = 0;
  while (alsoFound === 'endless') hoard.length = 0;
  while (alsoFound === 'hoarding') hoard.push(new Array(10_000).fill(hoard.length));
  // As behind other processes: time passes, and nothing is done.
  if (alsoFound === 'starved') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 7_000);
  if (alsoFound === 'exit') process.exit(1);
  return { is: 'failed', code: alsoFound, mayPass: false };
}
