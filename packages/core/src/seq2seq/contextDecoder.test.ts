import {
  disposeParams,
  gather,
  Rng,
  tensor1d,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { cellContract, closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { State } from '../nn/cell.ts';
import { makeCell, type CellKind } from '../nn/cellKind.ts';
import { StackedCell } from '../nn/stack.ts';
import { unroll } from '../nn/unroll.ts';
import { boundCell } from './boundCell.fixture.ts';
import { ContextDecoder } from './contextDecoder.ts';
import type { BoundDecoder } from './decoder.ts';

const INPUT_SIZE = 3;
const CONTEXT_SIZE = 5;
const OUTPUT_SIZE = 2;
const HIDDEN_SIZE = 4;
const TIME = 3;

function makeDecoder(
  kinds: readonly CellKind[],
  contextFeeding: boolean,
  rng: Rng,
  dropout = 0,
): ContextDecoder {
  const lowest = contextFeeding ? INPUT_SIZE + CONTEXT_SIZE : INPUT_SIZE;
  const cells = kinds.map((kind, index) =>
    makeCell(kind, {
      inputSize: index === 0 ? lowest : HIDDEN_SIZE,
      hiddenSize: HIDDEN_SIZE,
      rng: rng.fold(index),
    }),
  );
  const stack = new StackedCell(cells, { dropout });
  return new ContextDecoder({
    stack,
    outputSize: OUTPUT_SIZE,
    contextSize: CONTEXT_SIZE,
    contextFeeding,
    rng,
  });
}

cellContract('ContextDecoder, fed', {
  makeCell: (rng) => boundCell(makeDecoder(['elman', 'lstm'], true, rng, 0.4), CONTEXT_SIZE, rng),
  unroll,
  noisy: true,
  // The gradients of whole models have an oracle, which is exacter and faster than differences.
  smooth: false,
});

interface Sample {
  readonly decoder: ContextDecoder;
  readonly bind: (context: Tensor2D, layers: readonly State[]) => BoundDecoder;
  /** [3, CONTEXT_SIZE] */
  readonly context: Tensor2D;
  readonly layers: readonly State[];
  readonly xs: Tensor3D;
}

function decoderTest(title: string, contextFeeding: boolean, body: (sample: Sample) => void): void {
  tensorTest(title, () => {
    const rng = Rng.fromSeed(2014);
    const decoder = makeDecoder(['lstm', 'gru'], contextFeeding, rng);
    shakeParams(decoder, rng.fold('shake'));
    const layers = decoder.stack.layers.map(({ stateSizes }, layer) =>
      stateSizes.map((size, part) => rng.fold('state', layer, part).normal([3, size]) as Tensor2D),
    );
    const bind: Sample['bind'] = (context, states) =>
      decoder.bind(
        { outputs: zeros([3, 1, CONTEXT_SIZE]), mask: zeros([3, 1]), last: [[zeros([3, 1])], [context]] },
        states,
      );
    const context = rng.fold('context').normal([3, CONTEXT_SIZE]) as Tensor2D;
    const xs = rng.fold('xs').normal([3, TIME, INPUT_SIZE]) as Tensor3D;
    body({ decoder, bind, context, layers, xs });
    disposeParams(decoder.params);
  });
}

const numbers = (tensor: Tensor): number[] => [...tensor.dataSync()];

for (const contextFeeding of [false, true]) {
  describe(`ContextDecoder, context ${contextFeeding ? 'fed' : 'not fed'}`, () => {
    decoderTest(
      'takes embeddings alone, starts from the states given, and has no alignment',
      contextFeeding,
      (sample) => {
        const { bind, context, layers } = sample;
        const decoder = bind(context, layers);
        expect([decoder.inputSize, decoder.outputSize]).toEqual([INPUT_SIZE, OUTPUT_SIZE]);
        const [output, stackOutput, ...states] = decoder.initialState(3) as [
          Tensor2D,
          Tensor2D,
          ...Tensor2D[],
        ];
        closeTo(output, zeros([3, OUTPUT_SIZE]), 'output');
        closeTo(stackOutput, zeros([3, HIDDEN_SIZE]), 'output of the stack');
        layers.flat().forEach((part, index) => closeTo(states[index] as Tensor2D, part, `state ${index}`));
        expect(decoder.alignment(decoder.initialState(3))).toBeUndefined();
      },
    );

    decoderTest(
      `the context ${contextFeeding ? 'enters every step' : 'is in the first state only'}`,
      contextFeeding,
      (sample) => {
        const { bind, context, layers, xs } = sample;
        const outputs = unroll(bind(context, layers), xs).outputs;
        const other = unroll(bind(gather(context, tensor1d([1, 2, 0], 'int32')), layers), xs).outputs;
        const first = unroll(
          bind(
            context,
            layers.map((parts) => parts.map((part) => zeros(part.shape))),
          ),
          xs,
        ).outputs;
        expect(numbers(first)).not.toEqual(numbers(outputs));
        if (contextFeeding) expect(numbers(other)).not.toEqual(numbers(outputs));
        else expect(numbers(other)).toEqual(numbers(outputs));
      },
    );

    for (const rows of [
      [2, 0],
      [1, 1, 2, 0, 1],
    ]) {
      decoderTest(
        `with rows ${rows.join(', ')} selected is the same on those`,
        contextFeeding,
        ({ bind, context, layers, xs }) => {
          const indices = tensor1d(rows, 'int32');
          const choose = <T extends Tensor>(tensor: T): T => gather(tensor, indices);
          const all = unroll(bind(context, layers), xs);
          const { outputs, last } = unroll(bind(context, layers).select(indices), choose(xs));
          closeTo(outputs, choose(all.outputs), 'outputs');
          last.forEach((part, index) => closeTo(part, choose(all.last[index] as Tensor2D), `state ${index}`));
        },
      );
    }
  });
}
