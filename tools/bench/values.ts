/** What a side computed, under names that both sides use: losses as they are, tensors as a {@link digest}. */
export type Values = Readonly<Record<string, readonly number[]>>;

const SAMPLES = 64;

/** How far the two sides may be apart, against the largest of the numbers compared: float32 summed in two orders. */
const TOLERANCE = 1e-3;

/** A tensor in short: its Euclidean norm, then about 64 of its numbers from evenly spaced places. */
export function digest(numbers: ArrayLike<number>): number[] {
  const stride = Math.max(1, Math.ceil(numbers.length / SAMPLES));
  const samples: number[] = [];
  let squares = 0;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] as number;
    squares += number * number;
    if (index % stride === 0) samples.push(number);
  }
  return [Math.sqrt(squares), ...samples];
}

/**
 * Checks that both sides computed the same, without which their times cannot be compared.
 * @throws Error that names the first difference
 */
export function checkValues(ours: Values, peers: Values): void {
  const names = Object.keys(ours).sort();
  if (String(names) !== String(Object.keys(peers).sort())) {
    throw new Error(
      `the sides computed different things: ours ${names.join(', ')}; the peer ${Object.keys(peers).join(', ')}`,
    );
  }
  for (const name of names) checkOne(name, ours[name] as number[], peers[name] as number[]);
}

function checkOne(name: string, ours: readonly number[], peers: readonly number[]): void {
  if (ours.length !== peers.length || ours.length === 0) {
    throw new Error(
      `the sides differ in ${name}: ours has ${ours.length} numbers, the peer's ${peers.length}`,
    );
  }
  // The norm is much larger than what it is made of.
  const [norms, samples] = [[0], [...ours.keys()].slice(1)];
  for (const places of [norms, samples]) {
    const largest = Math.max(...places.map((place) => Math.abs(peers[place] as number)));
    for (const place of places) {
      const [a, b] = [ours[place] as number, peers[place] as number];
      // Written so that NaN does not pass.
      if (!(Math.abs(a - b) <= TOLERANCE * largest)) {
        throw new Error(`the sides differ in ${name}: ours ${a}, the peer's ${b} (number ${place})`);
      }
    }
  }
}
