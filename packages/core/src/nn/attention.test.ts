import {
  disposeParams,
  namedParams,
  param,
  Rng,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import {
  assignParams,
  attentionContract,
  closeTo,
  differentiate,
  loadGolden,
  tensorTest,
  toTensor,
  type Nested,
} from '@reprise/testing';
import { describe, expect } from 'vitest';
import {
  AdditiveAttention,
  attend,
  DotAttention,
  GeneralAttention,
  remember,
  type Attention,
} from './attention.ts';
import { lengthMask } from './sequence.ts';

interface Golden {
  readonly params: Record<string, Nested>;
  readonly queries: Nested[][][];
  readonly memory: Nested[][][];
  readonly lengths: number[];
  readonly contexts: Nested;
  readonly weights: Nested;
  readonly contextWeights: Nested;
  readonly weightWeights: Nested;
  readonly gradients: {
    readonly params: Record<string, Nested>;
    readonly queries: Nested;
    readonly memory: Nested;
  };
}

const goldens = loadGolden('attention') as Record<string, Golden>;

const KINDS: Record<string, (sizes: { querySize: number; memorySize: number; rng: Rng }) => Attention> = {
  dot: (sizes) => new DotAttention(sizes),
  general: (sizes) => new GeneralAttention(sizes),
  additive: (sizes) => new AdditiveAttention({ ...sizes, attentionSize: 5 }),
};

for (const [kind, make] of Object.entries(KINDS)) {
  const sizes = { querySize: kind === 'dot' ? 3 : 4, memorySize: 3 };
  const makeAttention = (rng: Rng): Attention => make({ ...sizes, rng });
  attentionContract(`${kind} attention`, { makeAttention, attend, remember });

  tensorTest(`${kind} attention is its equations in PyTorch, gradients included`, () => {
    const golden = goldens[kind]!;
    const attention = makeAttention(Rng.fromSeed(1));
    assignParams(attention.params, golden.params);
    const queries = param(toTensor(golden.queries) as Tensor3D);
    const memory = param(toTensor(golden.memory) as Tensor3D);
    const leaves = new Map<string, Variable>([
      ...namedParams(attention.params),
      ['queries', queries],
      ['memory', memory],
    ]);
    const run = (): [Tensor3D, Tensor3D] => {
      const mask = lengthMask(golden.lengths, golden.memory[0]!.length);
      const { contexts, weights } = attend(attention, queries, remember(attention, memory, mask));
      return [contexts, weights];
    };
    const lossWeights = [golden.contextWeights, golden.weightWeights].map(toTensor);
    const { values, gradients } = differentiate(run, lossWeights, leaves);
    closeTo(values[0]!, golden.contexts, 'contexts');
    closeTo(values[1]!, golden.weights, 'weights');
    const { params, ...inputs } = golden.gradients;
    for (const [name, expected] of Object.entries({ ...params, ...inputs })) {
      closeTo(gradients.get(name)!, expected, `gradient of ${name}`);
    }
    leaves.forEach((leaf) => leaf.dispose());
  });
}

describe('attention', () => {
  tensorTest('DotAttention refuses query and memory of two sizes', () => {
    expect(() => new DotAttention({ querySize: 4, memorySize: 3 })).toThrow(
      'got 4 and 3. GeneralAttention takes any',
    );
  });

  tensorTest('AdditiveAttention is as wide as its query unless told otherwise', () => {
    const attention = new AdditiveAttention({ querySize: 4, memorySize: 3, rng: Rng.fromSeed(1) });
    const widths = Object.values(attention.params).map((weight: Tensor2D) => weight.shape);
    expect(widths).toEqual([
      [4, 4],
      [4, 3],
      [1, 4],
    ]);
    disposeParams(attention.params);
  });
});
