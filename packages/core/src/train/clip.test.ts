import { readFileSync } from 'node:fs';
import { dispose, globalNorm, memory, startEngine, tensor, type Tensor } from '@reprise/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { clipFactor, scaleGradients } from './clip.ts';
import { fit } from './fit.ts';
import { sgd, type Optimizer } from './optimizer.ts';
import { constant } from './schedule.ts';
import { makeToy, toyOptions } from './toyRun.fixture.ts';

type Values = Record<'weight' | 'bias', number[]>;

interface Golden {
  readonly gradients: Values[];
  readonly clipped: { readonly norm: number; readonly gradients: Values }[];
}

const url = new URL('../../../../tools/golden/data/optimizers.json', import.meta.url);
const golden = JSON.parse(readFileSync(url, 'utf8')) as Golden;

beforeAll(startEngine);

function tensorsOf({ weight, bias }: Values): Map<string, Tensor> {
  return new Map(Object.entries({ weight: tensor(weight, [3, 4]), bias: tensor(bias, [4]) }));
}

/** The tolerance of the toolkit: 1e-5 · max(1, max|oracle|). */
function expectClose(ours: Tensor, oracle: readonly number[]): void {
  const tolerance = 1e-5 * Math.max(1, ...oracle.map(Math.abs));
  const worst = Math.max(...[...ours.dataSync()].map((value, index) => Math.abs(value - oracle[index]!)));
  expect(worst).toBeLessThan(tolerance);
}

describe('clipFactor and scaleGradients', () => {
  it.each(golden.clipped.map((oracle, index) => [index, oracle] as const))(
    "equals PyTorch's (%i)",
    (index, oracle) => {
      const before = memory().tensors;
      const gradients = tensorsOf(golden.gradients[index]!);
      const norm = globalNorm([...gradients.values()]);
      expectClose(norm, [oracle.norm]);
      scaleGradients(gradients, clipFactor(norm.dataSync()[0]!, 3));
      expectClose(gradients.get('weight')!, oracle.gradients.weight);
      expectClose(gradients.get('bias')!, oracle.gradients.bias);
      dispose([norm, ...gradients.values()]);
      expect(memory().tensors).toBe(before);
    },
  );

  it('clips some of the goldens, and not all', () => {
    const clips = golden.clipped.map(({ norm }) => norm > 3);
    expect(clips).toContain(true);
    expect(clips).toContain(false);
  });

  it('clips nothing where all gradients are zero', () => {
    expect(clipFactor(0, 1e-7)).toBeCloseTo(0.1, 12);
    expect(clipFactor(0, 1)).toBe(1);
  });
});

describe('clipping in fit', () => {
  it.each([true, false])(
    'reaches an optimizer that scales the gradients itself: %s',
    async (scalesGradients) => {
      const seen: { norm: number; factor: number | undefined }[] = [];
      const optimizer: Optimizer = {
        ...sgd(),
        scalesGradients,
        step(_params, gradients, _learningRate, factor) {
          const norm = globalNorm([...gradients.values()]);
          seen.push({ norm: norm.dataSync()[0]!, factor });
          norm.dispose();
        },
      };
      const { params, source, loss, rng } = toyOptions(makeToy());
      await fit({ params, source, loss, rng, optimizer, schedule: constant(0.1), steps: 1, clipNorm: 1e-3 });
      const [{ norm, factor }] = seen as [{ norm: number; factor: number }];
      expect(norm * factor).toBeCloseTo(1e-3, 6);
      if (scalesGradients) expect(factor).toBeLessThan(0.1);
      else expect(factor).toBe(1);
    },
  );
});
