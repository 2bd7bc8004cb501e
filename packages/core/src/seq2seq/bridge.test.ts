import { disposeParams, namedParams, Rng, type Tensor2D } from '@reprise/engine';
import { closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { State } from '../nn/cell.ts';
import { Bridge, type StateSizes } from './bridge.ts';

const BATCH = 2;
const rng = Rng.fromSeed(2015);

interface Sample {
  readonly bridge: Bridge;
  readonly last: readonly State[];
  readonly first: readonly State[];
}

/** tanh where `squash`, of W x + b, on the host. */
function mapped(
  { bridge, last }: Sample,
  name: string,
  [layer, part]: [number, number],
  squash: boolean,
): number[][] {
  const named = namedParams(bridge.params);
  const weight = named.get(`layers.${name}.weight`)!.arraySync() as number[][];
  const bias = named.get(`layers.${name}.bias`)!.arraySync() as number[];
  return last[layer]![part]!.arraySync().map((xs) =>
    weight.map((row, unit) => {
      const sum = row.reduce((total, w, index) => total + w * xs[index]!, bias[unit]!);
      return squash ? Math.tanh(sum) : sum;
    }),
  );
}

function bridgeTest(title: string, from: StateSizes, to: StateSizes, body: (sample: Sample) => void): void {
  tensorTest(title, () => {
    const bridge = new Bridge({ from, to, rng });
    shakeParams(bridge, rng.fold('shake'));
    const last = from.map((parts, layer) =>
      parts.map((size, part) => rng.fold('last', layer, part).normal([BATCH, size], 0, 2) as Tensor2D),
    );
    body({ bridge, last, first: bridge.apply(last) });
    disposeParams(bridge.params);
  });
}

describe('Bridge', () => {
  const twoLayers = [
    [4, 4],
    [4, 4],
  ];
  bridgeTest(
    'maps layer to layer and part to part, only h through tanh',
    twoLayers,
    [
      [3, 3],
      [5, 5],
    ],
    (sample) => {
      expect(sample.first.map((parts) => parts.map(({ shape }) => shape))).toEqual([
        [
          [2, 3],
          [2, 3],
        ],
        [
          [2, 5],
          [2, 5],
        ],
      ]);
      closeTo(sample.first[0]![0]!, mapped(sample, '0.parts.0', [0, 0], true), 'h of layer 0');
      closeTo(sample.first[0]![1]!, mapped(sample, '0.parts.1', [0, 1], false), 'c of layer 0');
      closeTo(sample.first[1]![0]!, mapped(sample, '1.parts.0', [1, 0], true), 'h of layer 1');
      closeTo(sample.first[1]![1]!, mapped(sample, '1.parts.1', [1, 1], false), 'c of layer 1');
    },
  );

  bridgeTest(
    'makes what the encoder lacks from its top layer and its output',
    [[2], [4]],
    [
      [3, 3],
      [3, 3],
      [3, 3],
    ],
    (sample) => {
      closeTo(sample.first[0]![1]!, mapped(sample, '0.parts.1', [0, 0], false), 'c of layer 0');
      closeTo(sample.first[1]![1]!, mapped(sample, '1.parts.1', [1, 0], false), 'c of layer 1');
      closeTo(sample.first[2]![0]!, mapped(sample, '2.parts.0', [1, 0], true), 'h of layer 2');
      closeTo(sample.first[2]![1]!, mapped(sample, '2.parts.1', [1, 0], false), 'c of layer 2');
    },
  );

  bridgeTest('leaves out what the decoder lacks', twoLayers, [[3]], (sample) => {
    expect(sample.first).toHaveLength(1);
    expect(sample.first[0]).toHaveLength(1);
    closeTo(sample.first[0]![0]!, mapped(sample, '0.parts.0', [0, 0], true), 'h of layer 0');
  });

  bridgeTest('has other weights for every part', twoLayers, twoLayers, ({ bridge }) => {
    const weights = [...namedParams(bridge.params)].filter(([name]) => name.endsWith('weight'));
    expect(new Set(weights.map(([, weight]) => String(weight.dataSync()))).size).toBe(4);
  });
});
