import {
  disposeParams,
  gather,
  namedParams,
  param,
  Rng,
  ShapeError,
  stack,
  tensor1d,
  tile,
  unstack,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import {
  assignParams,
  cellContract,
  closeTo,
  differentiate,
  drawWeights,
  hideScan,
  loadGolden,
  shakeParams,
  tensorTest,
  toTensor,
  type Nested,
} from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { Cell } from './cell.ts';
import {
  SoftWindowLSTM,
  type BoundSoftWindow,
  type SoftWindowOptions,
  type SoftWindowState,
} from './softWindow.ts';
import { unroll } from './unroll.ts';

const SIZES = { inputSize: 3, hiddenSize: 5, memorySize: 4, components: 3, charactersPerStep: 0.3 };
const TEXT = 5;

/**
 * A bound window for the contract of cells, which takes batches of any size, looks at all gradients and frees nothing
 * but parameters: the memory is a parameter, the same for every row, with a padded character at its end.
 */
function boundCell(layer: SoftWindowLSTM, rng: Rng): Cell<SoftWindowState> {
  const memory = param(rng.fold('memory').normal([1, TEXT + 1, layer.memorySize]) as Tensor3D);
  const bind = (rows: number): BoundSoftWindow =>
    layer.bind(tile(memory, [rows, 1, 1]) as Tensor3D, new Array<number>(rows).fill(TEXT));
  return {
    inputSize: layer.inputSize,
    outputSize: layer.outputSize,
    projectedSize: layer.lstm.projectedSize,
    stateSizes: [layer.outputSize, layer.hiddenSize, layer.components, TEXT + 1],
    params: { layer: layer.params, memory },
    initialState: (rows) => bind(rows).initialState(rows),
    noise: (key, rows, time) => bind(rows).noise(key, rows, time),
    project: (xs) => bind(xs.shape[0]).project(xs),
    step: (projected, state, noise, time) =>
      bind(projected.shape[0]).step(projected, state, noise as undefined, time),
    scan: (xs, state, { noise, ...options }) =>
      bind(xs.shape[0]).scan(xs, state, { ...options, noise: noise as undefined }),
  };
}

const VARIANTS: Readonly<Record<string, Partial<SoftWindowOptions> & { noisy?: boolean }>> = {
  plain: {},
  'peepholes, coupled gates and noise': {
    peepholes: true,
    coupled: true,
    recurrentDropout: 0.3,
    zoneout: { hidden: 0.2, cell: 0.3 },
    noisy: true,
  },
  'layer normalisation': { layerNorm: true },
};

for (const [title, { noisy = false, ...options }] of Object.entries(VARIANTS))
  cellContract(`SoftWindowLSTM, ${title},`, {
    makeCell: (rng) => boundCell(new SoftWindowLSTM({ ...SIZES, ...options, rng }), rng),
    unroll,
    noisy,
    // One form is held to differences; the others have the loop over steps as their oracle, and the LSTM its own.
    smooth: title === 'plain',
  });

interface Golden {
  readonly charactersPerStep: number;
  readonly lengths: number[];
  readonly characters: number[];
  readonly params: Readonly<Record<string, Nested>>;
  readonly xs: Nested;
  readonly memory: Nested;
  readonly initial: readonly Nested[];
  readonly outputs: Nested;
  readonly last: readonly Nested[];
  readonly kappas: Nested;
  readonly phis: Nested;
  readonly weights: readonly Nested[];
  readonly gradients: {
    readonly params: Readonly<Record<string, Nested>>;
    readonly xs: Nested;
    readonly memory: Nested;
    readonly initial: readonly Nested[];
  };
}

/** The states after each step. */
function statesOf(cell: Cell<SoftWindowState>, xs: Tensor3D, initial: SoftWindowState): SoftWindowState[] {
  let state = initial;
  return unstack(cell.project(xs), 1).map((projected) => (state = cell.step(projected as Tensor2D, state)));
}

describe('SoftWindowLSTM', () => {
  const golden = loadGolden('softWindow') as Golden;

  function goldenTest(
    title: string,
    body: (layer: SoftWindowLSTM, leaves: Map<string, Variable>) => void,
  ): void {
    tensorTest(title, () => {
      const layer = new SoftWindowLSTM({ ...SIZES, charactersPerStep: golden.charactersPerStep });
      assignParams(layer.params, golden.params);
      const leaves = new Map<string, Variable>(namedParams(layer.params));
      leaves.set('xs', param(toTensor(golden.xs)));
      leaves.set('memory', param(toTensor(golden.memory)));
      golden.initial.forEach((part, at) => leaves.set(`initial ${at}`, param(toTensor(part))));
      body(layer, leaves);
      leaves.forEach((leaf) => leaf.dispose());
    });
  }
  const stateOf = (leaves: Map<string, Variable>): SoftWindowState =>
    golden.initial.map((_, at) => leaves.get(`initial ${at}`)) as readonly Tensor[] as SoftWindowState;
  const bindTo = (layer: SoftWindowLSTM, leaves: Map<string, Variable>): BoundSoftWindow =>
    layer.bind(leaves.get('memory') as Tensor as Tensor3D, golden.characters);

  for (const form of ['as it is unrolled', 'step by step'])
    goldenTest(`is PyTorch's LSTMCell with a window, gradients included, ${form}`, (layer, leaves) => {
      const run = (): Tensor[] => {
        const bound = bindTo(layer, leaves);
        const cell = form === 'step by step' ? hideScan(bound) : bound;
        const xs = leaves.get('xs') as Tensor as Tensor3D;
        const { outputs, last } = unroll(cell, xs, {
          lengths: golden.lengths,
          initialState: stateOf(leaves),
        });
        return [outputs, ...last];
      };
      const { values, gradients } = differentiate(run, golden.weights.map(toTensor), leaves);
      [golden.outputs, ...golden.last].forEach((expected, at) =>
        closeTo(values[at]!, expected, at === 0 ? 'outputs' : `last state ${at - 1}`),
      );
      const { params, initial, xs, memory } = golden.gradients;
      const parts = initial.map((part, at) => [`initial ${at}`, part] as const);
      for (const [name, expected] of [...Object.entries({ ...params, xs, memory }), ...parts])
        closeTo(gradients.get(name)!, expected, `gradient of ${name}`);
    });

  goldenTest("has PyTorch's centres and weights at every step", (layer, leaves) => {
    const states = statesOf(bindTo(layer, leaves), leaves.get('xs') as Tensor as Tensor3D, stateOf(leaves));
    // The first sequence has as many steps as there is time.
    const first = (part: 2 | 3): Tensor =>
      gather(
        stack(
          states.map((state) => state[part]),
          1,
        ),
        0,
      );
    closeTo(first(2), (golden.kappas as Nested[])[0]!, 'kappa');
    closeTo(first(3), (golden.phis as Nested[])[0]!, 'phi');
  });

  /** A body on a layer that is drawn, and freed after it. */
  function layerTest(title: string, body: (layer: SoftWindowLSTM, rng: Rng) => void): void {
    tensorTest(title, () => {
      const rng = Rng.fromSeed(2013);
      const layer = new SoftWindowLSTM({ ...SIZES, charactersPerStep: 0.1, rng });
      body(layer, rng);
      disposeParams(layer.params);
    });
  }

  layerTest('moves about a tenth of a character a step when it is fresh, and never back', (layer, rng) => {
    const steps = 40;
    const cell = layer.bind(rng.fold('memory').normal([2, TEXT, SIZES.memorySize]) as Tensor3D, [TEXT, 3]);
    const xs = rng.fold('xs').normal([2, steps, SIZES.inputSize]) as Tensor3D;
    const kappas = statesOf(cell, xs, cell.initialState(2)).map(([, , kappa]) => [...kappa.dataSync()]);
    let before = kappas[0]!.map(() => 0);
    for (const kappa of kappas) {
      kappa.forEach((centre, at) => expect(centre).toBeGreaterThan(before[at]!));
      before = kappa;
    }
    for (const centre of before) expect(centre / steps).toBeCloseTo(0.1, 1);
  });

  layerTest('sees the first character first, at about its weight, and no padding', (layer, rng) => {
    const cell = layer.bind(rng.fold('memory').normal([2, TEXT, SIZES.memorySize]) as Tensor3D, [TEXT, 2]);
    const state = statesOf(cell, zeros([2, 1, SIZES.inputSize]), cell.initialState(2))[0]!;
    const [long, short] = state[3].arraySync() as [number[], number[]];
    expect(long.indexOf(Math.max(...long))).toBe(0);
    const seen = long.reduce((sum, weight) => sum + weight, 0);
    expect(seen).toBeGreaterThan(0.5);
    expect(seen).toBeLessThan(1.5);
    expect(short.slice(2)).toEqual(new Array(TEXT - 2).fill(0));
  });

  layerTest('stays finite, gradients included, whatever its weights', (layer, rng) => {
    for (const variable of namedParams(layer.params).values())
      variable.assign(rng.fold(variable.name).normal(variable.shape, 0, 1e4));
    const memory = param(rng.fold('memory').normal([2, TEXT, SIZES.memorySize]) as Tensor3D);
    const xs = param(rng.fold('xs').normal([2, 8, SIZES.inputSize]) as Tensor3D);
    const leaves = new Map<string, Variable>([...namedParams(layer.params), ['memory', memory], ['xs', xs]]);
    const run = (): Tensor[] => {
      const { outputs, last } = unroll(layer.bind(memory as Tensor as Tensor3D, [TEXT, 3]), xs);
      return [outputs, ...last];
    };
    const { values, gradients } = differentiate(run, drawWeights(run(), rng), leaves);
    for (const tensor of [...values, ...gradients.values()])
      expect(tensor.dataSync().every(Number.isFinite)).toBe(true);
    [memory, xs].forEach((leaf) => leaf.dispose());
  });

  for (const rows of [
    [2, 0],
    [1, 1, 2, 0, 1],
  ])
    layerTest(`with rows ${rows.join(', ')} selected is the layer bound to those`, (layer, rng) => {
      shakeParams(layer, rng.fold('shake'));
      const memory = rng.fold('memory').normal([3, TEXT, SIZES.memorySize]) as Tensor3D;
      const [xs, characters, chosen] = [
        rng.fold('xs').normal([3, 4, 3]) as Tensor3D,
        [5, 2, 3],
        tensor1d(rows, 'int32'),
      ];
      const ownLengths = rows.map((row) => characters[row]!);
      const [actual, expected] = [
        layer.bind(memory, characters).select(chosen),
        layer.bind(gather(memory, chosen), ownLengths),
      ].map((cell) => unroll(cell, gather(xs, chosen)));
      [actual!.outputs, ...actual!.last].forEach((tensor, at) =>
        closeTo(tensor, [expected!.outputs, ...expected!.last][at]!, `tensor ${at}`),
      );
    });

  tensorTest('scan is the loop over step at the size of a writer, gradients included', () => {
    const rng = Rng.fromSeed(7);
    const [batch, time, text, sizes] = [
      27,
      24,
      21,
      { inputSize: 3, hiddenSize: 80, memorySize: 37, components: 10 },
    ];
    const layer = new SoftWindowLSTM({ ...sizes, rng });
    const memory = param(rng.fold('memory').normal([batch, text, sizes.memorySize]) as Tensor3D);
    const xs = param(rng.fold('xs').normal([batch, time, sizes.inputSize]) as Tensor3D);
    const lengths = Array.from({ length: batch }, (_, row) => (row * 7) % (time + 1));
    const characters = lengths.map((_, row) => 1 + ((row * 5) % text));
    const leaves = new Map<string, Variable>([...namedParams(layer.params), ['memory', memory], ['xs', xs]]);
    const run = (fused: boolean) => (): Tensor[] => {
      const bound = layer.bind(memory as Tensor as Tensor3D, characters);
      const { outputs, last } = unroll(fused ? bound : hideScan(bound), xs, { lengths });
      return [outputs, ...last];
    };
    const weights = drawWeights(run(true)(), rng);
    const [actual, expected] = [true, false].map((fused) => differentiate(run(fused), weights, leaves));
    actual!.values.forEach((value, at) => closeTo(value, expected!.values[at]!, `value ${at}`));
    actual!.gradients.forEach((gradient, name) =>
      closeTo(gradient, expected!.gradients.get(name)!, `gradient of ${name}`),
    );
    leaves.forEach((leaf) => leaf.dispose());
  });

  layerTest('says what does not fit', (layer) => {
    const memory = zeros([2, TEXT, SIZES.memorySize]) as Tensor3D;
    expect(() => layer.bind(zeros([2, TEXT, SIZES.memorySize + 1]), [1, 1])).toThrow(ShapeError);
    expect(() => layer.bind(memory, [1])).toThrow(
      'SoftWindowLSTM.bind: expected 2 lengths, one a sequence, got 1.',
    );
    expect(() => layer.bind(memory, [1, 6])).toThrow(
      'SoftWindowLSTM.bind: expected lengths from 0 to 5, got 6 for sequence 1.',
    );
    expect(() => unroll(layer.bind(memory, [1, 5]), zeros([3, 2, SIZES.inputSize]))).toThrow(ShapeError);
  });

  it('refuses options that make no window', () => {
    expect(() => new SoftWindowLSTM({ ...SIZES, components: 0 })).toThrow(
      'SoftWindowLSTM: expected components above 0, got 0.',
    );
    expect(() => new SoftWindowLSTM({ ...SIZES, charactersPerStep: NaN })).toThrow(RangeError);
  });
});
