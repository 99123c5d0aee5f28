/** Stands in for the reading worker: does what the worst letters do to it, on demand. */
export default function read({ alsoFound }) {
  const hoard = [];
  while (alsoFound === 'endless') hoard.length = 0;
  while (alsoFound === 'hoarding') hoard.push(new Array(10_000).fill(hoard.length));
  if (alsoFound === 'exit') process.exit(1);
  return { is: 'failed', code: alsoFound, mayPass: false };
}
