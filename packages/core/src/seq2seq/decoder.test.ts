import {
  disposeParams,
  gather,
  Rng,
  tensor1d,
  tensor2d,
  tensor3d,
  unstack,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { cellContract, closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { AdditiveAttention, DotAttention, GeneralAttention, type Attention } from '../nn/attention.ts';
import type { State } from '../nn/cell.ts';
import { makeCell, type CellKind } from '../nn/cellKind.ts';
import { lengthMask } from '../nn/sequence.ts';
import { StackedCell } from '../nn/stack.ts';
import { unroll } from '../nn/unroll.ts';
import { boundCell } from './boundCell.fixture.ts';
import { AttentionDecoder, type BoundDecoder } from './decoder.ts';

const INPUT_SIZE = 3;
const HIDDEN_SIZE = 4;
const OUTPUT_SIZE = 2;

interface Variant {
  readonly kinds: readonly CellKind[];
  readonly makeAttention: (sizes: { querySize: number; memorySize: number; rng: Rng }) => Attention;
  readonly memorySize: number;
  readonly inputFeeding: boolean;
  readonly dropout?: number;
}

const VARIANTS: Readonly<Record<string, Variant>> = {
  'general attention and dropout': {
    kinds: ['lstm', 'gru'],
    makeAttention: (sizes) => new GeneralAttention(sizes),
    memorySize: 5,
    inputFeeding: false,
    dropout: 0.4,
  },
  'additive attention and input feeding': {
    kinds: ['lstm'],
    makeAttention: (sizes) => new AdditiveAttention(sizes),
    memorySize: 5,
    inputFeeding: true,
  },
  'dot attention': {
    kinds: ['elman'],
    makeAttention: (sizes) => new DotAttention(sizes),
    memorySize: HIDDEN_SIZE,
    inputFeeding: false,
  },
};

function makeDecoder(
  { kinds, makeAttention, memorySize, inputFeeding, dropout = 0 }: Variant,
  rng: Rng,
): AttentionDecoder {
  const cells = kinds.map((kind, index) =>
    makeCell(kind, {
      inputSize: index === 0 ? INPUT_SIZE : HIDDEN_SIZE,
      hiddenSize: HIDDEN_SIZE,
      rng: rng.fold(index),
    }),
  );
  return new AttentionDecoder({
    stack: new StackedCell(cells, { dropout }),
    attention: makeAttention({ querySize: HIDDEN_SIZE, memorySize, rng }),
    outputSize: OUTPUT_SIZE,
    inputFeeding,
    rng,
  });
}

const TIME = 3;
const SOURCE_LENGTHS = [4, 2, 1];
const SOURCE_TIME = 4;

interface Sample {
  /** the decoder bound to chosen ones of three sources */
  readonly bind: (rows: readonly number[]) => BoundDecoder;
  /** inputs for chosen rows: [rows, time, inputSize] */
  readonly inputs: (rows: readonly number[]) => Tensor3D;
}

function decoderTest(title: string, variant: Variant, body: (sample: Sample) => void): void {
  tensorTest(title, () => {
    const rng = Rng.fromSeed(2015);
    const decoder = makeDecoder(variant, rng);
    shakeParams(decoder, rng.fold('shake'));
    // Each row is drawn with a key of its own, so that it has the same numbers in any choice of rows.
    const draw = (name: string, rows: readonly number[], size: number): Float32Array =>
      Float32Array.from(rows.flatMap((row) => [...rng.fold(name, row).normalValues(size)]));
    const bind = (rows: readonly number[]): BoundDecoder => {
      const outputs = tensor3d(draw('memory', rows, SOURCE_TIME * variant.memorySize), [
        rows.length,
        SOURCE_TIME,
        variant.memorySize,
      ]);
      const mask = lengthMask(
        rows.map((row) => SOURCE_LENGTHS[row] as number),
        SOURCE_TIME,
      );
      const layers = decoder.stack.layers.map(({ stateSizes }, layer) =>
        stateSizes.map((size, part) =>
          tensor2d(draw(`state ${layer} ${part}`, rows, size), [rows.length, size]),
        ),
      );
      return decoder.bind({ outputs, mask, last: [] }, layers);
    };
    const inputs = (rows: readonly number[]): Tensor3D =>
      tensor3d(draw('xs', rows, TIME * INPUT_SIZE), [rows.length, TIME, INPUT_SIZE]);
    body({ bind, inputs });
    disposeParams(decoder.params);
  });
}

/** The states after each step. */
function statesOf(decoder: BoundDecoder, xs: Tensor3D): State[] {
  let state = decoder.initialState(xs.shape[0]);
  return unstack(decoder.project(xs), 1).map((projected) => {
    state = decoder.step(projected as Tensor2D, state);
    return state;
  });
}

const ALL = [0, 1, 2];

for (const [title, variant] of Object.entries(VARIANTS)) {
  cellContract(`AttentionDecoder, ${title},`, {
    makeCell: (rng) => boundCell(makeDecoder(variant, rng), variant.memorySize, rng),
    unroll,
    noisy: variant.dropout !== undefined,
    // The gradients of whole models have an oracle, which is exacter and faster than differences.
    smooth: false,
  });

  describe(`AttentionDecoder, ${title}`, () => {
    decoderTest('attends to real positions only, with weights that sum to 1', variant, ({ bind, inputs }) => {
      const decoder = bind(ALL);
      for (const state of statesOf(decoder, inputs(ALL))) {
        (decoder.alignment(state) as Tensor2D).arraySync().forEach((weights, row) => {
          const length = SOURCE_LENGTHS[row] as number;
          expect(weights.slice(0, length).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 5);
          expect(weights.slice(0, length).every((weight) => weight > 0)).toBe(true);
          expect(weights.slice(length)).toEqual(new Array(SOURCE_TIME - length).fill(0));
        });
      }
    });

    decoderTest(
      'has the alignment of the last step after a run over all of time',
      variant,
      ({ bind, inputs }) => {
        const decoder = bind(ALL);
        const { last } = unroll(decoder, inputs(ALL));
        const expected = statesOf(decoder, inputs(ALL)).at(-1) as State;
        closeTo(decoder.alignment(last) as Tensor2D, decoder.alignment(expected) as Tensor2D, 'alignment');
      },
    );

    for (const rows of [[2, 0], [1, 1, 2, 0, 1], [0]]) {
      decoderTest(
        `with rows ${rows.join(', ')} selected is the decoder bound to those`,
        variant,
        ({ bind, inputs }) => {
          const selected = bind(ALL).select(tensor1d(rows, 'int32'));
          const [actual, expected] = [selected, bind(rows)].map((decoder) => {
            const { outputs, last } = unroll(decoder, inputs(rows));
            return [outputs, ...decoder.initialState(rows.length), ...last];
          }) as [Tensor3D[], Tensor3D[]];
          actual.forEach((tensor, index) => closeTo(tensor, expected[index] as Tensor3D, `tensor ${index}`));
        },
      );
    }

    decoderTest('selects in a selection', variant, ({ bind, inputs }) => {
      const twice = bind(ALL)
        .select(tensor1d([2, 0], 'int32'))
        .select(tensor1d([1, 1], 'int32'));
      const expected = unroll(bind(ALL), inputs(ALL)).outputs;
      closeTo(unroll(twice, inputs([0, 0])).outputs, gather(expected, tensor1d([0, 0], 'int32')), 'outputs');
    });
  });
}

describe('input feeding', () => {
  const feeding = VARIANTS['additive attention and input feeding'] as Variant;

  /** Outputs of a first step from a last output of zeros, and from another. */
  function outputsFrom({ bind, inputs }: Sample): [Tensor2D, Tensor2D] {
    const decoder = bind(ALL);
    const [projected] = unstack(decoder.project(inputs(ALL)), 1) as [Tensor2D];
    const [zero, ...rest] = decoder.initialState(ALL.length) as [Tensor2D, ...Tensor2D[]];
    const other = Rng.fromSeed(1).normal(zero.shape) as Tensor2D;
    return [zero, other].map((last) => decoder.step(projected, [last, ...rest])[0]) as [Tensor2D, Tensor2D];
  }

  decoderTest('gives the last output to the next step', feeding, (sample) => {
    const [fromZero, fromOther] = outputsFrom(sample);
    expect([...fromOther.dataSync()]).not.toEqual([...fromZero.dataSync()]);
  });

  decoderTest('does not when it is off', { ...feeding, inputFeeding: false }, (sample) => {
    const [fromZero, fromOther] = outputsFrom(sample);
    expect([...fromOther.dataSync()]).toEqual([...fromZero.dataSync()]);
  });
});
