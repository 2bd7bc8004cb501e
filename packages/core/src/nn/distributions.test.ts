import { param, Rng, scope, tensor, type Tensor } from '@reprise/engine';
import { closeTo, differentiate, loadGolden, tensorTest, toTensor, type Nested } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { DISTRIBUTIONS, type DistributionName } from './distributions.ts';

interface Golden {
  readonly outputs: Nested[];
  readonly scale: Nested;
  readonly values: Nested;
  readonly nats: Nested;
  readonly gradients: Nested[];
}

const goldens = loadGolden('distributions') as Record<DistributionName, Golden>;
const DRAWS = 20_000;

/** What a network may give for one value: three families of outputs, and a scale for each. */
const CASES = [
  { outputs: [0.5, -1, 0.3], scale: 2 },
  { outputs: [-0.7, 1.5, -3], scale: 0.5 },
  { outputs: [3, -2, 6], scale: 30 },
] as const;

/** The distribution function of what the likelihood says, on a grid fine enough for it. */
function distributionFunction(name: DistributionName, raw: readonly number[], scale: number) {
  const { size, negativeLogLikelihood } = DISTRIBUTIONS[name];
  const isCount = name === 'negativeBinomial';
  const [from, step, count] = isCount ? [0, 1, 3000] : [-60 * scale, scale / 400, 60_000];
  const grid = Float32Array.from({ length: count }, (_, index) => from + step * index);
  const nats = scope(() => {
    const outputs = raw.slice(0, size).map((value) => tensor(new Float32Array(count).fill(value)));
    return negativeLogLikelihood(outputs, tensor(grid), tensor([scale])).dataSync();
  });
  let sum = 0;
  const cumulated = Array.from(nats, (value) => (sum += Math.exp(-value) * step));
  return {
    total: sum,
    at: (x: number) => cumulated[Math.min(count - 1, Math.max(0, Math.floor((x - from) / step)))] as number,
  };
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

for (const name of Object.keys(DISTRIBUTIONS) as DistributionName[]) {
  const { size, negativeLogLikelihood, sample, mean: meanOf } = DISTRIBUTIONS[name];

  describe(name, () => {
    tensorTest("has PyTorch's density, and its gradients", () => {
      const { outputs, scale, values, nats, gradients } = goldens[name];
      expect(outputs).toHaveLength(size);
      const leaves = outputs.map((output) => param(toTensor(output)));
      const named = new Map(leaves.map((leaf, index) => [String(index), leaf]));
      const likelihood = (): Tensor => negativeLogLikelihood(leaves, toTensor(values), toTensor(scale));
      const ours = differentiate(() => [likelihood()], [toTensor(ones(nats))], named);
      closeTo(ours.values[0]!, nats, 'nats');
      for (const [index, gradient] of gradients.entries())
        closeTo(ours.gradients.get(String(index))!, gradient, `gradient of output ${index}`);
      for (const leaf of leaves) leaf.dispose();
    });

    for (const { outputs, scale } of CASES) {
      const rows = new Float32Array(DRAWS).fill(scale);
      const repeated = Float32Array.from({ length: DRAWS * size }, (_, at) => outputs[at % size] as number);

      it(`draws what its density says, from outputs ${outputs.slice(0, size).join(', ')}`, () => {
        const drawn = sample(repeated, rows, Rng.fromSeed(7)).toSorted();
        const { at, total } = distributionFunction(name, outputs, scale);
        // Summed in float32, with the tails cut off.
        expect(total).toBeCloseTo(1, 2);
        // Kolmogorov and Smirnov: of so many draws one in a million strays so far.
        const stray = (index: number): number =>
          Math.abs(at(drawn[index]!) - (lastOf(drawn, index) + 1) / DRAWS);
        const worst = Math.max(...drawn.map((_, index) => stray(index)));
        expect(worst).toBeLessThan(2.7 / Math.sqrt(DRAWS) + 2e-3);
      });

      it(`has their mean, from outputs ${outputs.slice(0, size).join(', ')}`, () => {
        const drawn = sample(repeated, rows, Rng.fromSeed(8));
        const center = mean(drawn);
        const spread = Math.sqrt(mean(drawn.map((value) => (value - center) ** 2)));
        expect(Math.abs(center - meanOf(repeated, rows)[0]!)).toBeLessThan((5 * spread) / Math.sqrt(DRAWS));
      });
    }

    it('draws the same from the same key, and other numbers from another', () => {
      const outputs = Float32Array.from({ length: 8 * size }, (_, at) => (at % 5) / 2);
      const scale = new Float32Array(8).fill(50);
      const drawn = sample(outputs, scale, Rng.fromSeed(1));
      expect(sample(outputs, scale, Rng.fromSeed(1))).toEqual(drawn);
      expect(sample(outputs, scale, Rng.fromSeed(2))).not.toEqual(drawn);
    });
  });
}

/** Of equal draws the last one: the distribution function of counts jumps. */
function lastOf(sorted: Float32Array, index: number): number {
  let last = index;
  while (last + 1 < sorted.length && sorted[last + 1] === sorted[index]) last++;
  return last;
}

function ones(values: Nested): Nested {
  return typeof values === 'number' ? 1 : values.map(ones);
}
