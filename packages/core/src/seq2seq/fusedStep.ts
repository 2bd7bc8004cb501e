import {
  hasDecodeStep,
  packDecodeStep,
  packLayerStep,
  type DecodeStep,
  type StepWeights,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';
import type { Cell, State } from '../nn/cell.ts';
import { LSTMCell } from '../nn/lstm.ts';
import { AttentionDecoder, type BoundDecoder, type Decoder } from './decoder.ts';
import { scoringOf } from './decoderScan.ts';
import type { TokenModel } from './tokenModel.ts';

type Best = NonNullable<TokenModel['best']>;

/** [rows, inputSize] and a state to the next state. */
type LayersStep = (xs: Tensor2D, state: State) => State;

/** By what tokens are read and written. */
export interface TokenWeights {
  /** [entries, embeddingSize] */
  readonly embedding: Tensor2D;
  /** [vocabSize, outputSize] */
  readonly vocabWeight: Tensor2D;
  /** [vocabSize] */
  readonly vocabBias: Tensor1D;
}

/**
 * {@link TokenModel.best} of recurrent layers alone, the output of the top one read by the vocabulary's layer.
 * Undefined where there is no kernel that knows all of it.
 * @param skip how many tensors of the state stand before the layers' own; the first of them is the output
 */
export function bestOfLayers(cells: readonly Cell[], tokens: TokenWeights, skip: 0 | 1): Best | undefined {
  const layers = layersOf(cells);
  if (!layers) return undefined;
  const step = packDecodeStep({ ...layers, ...tokens });
  return (ids, state, count, order) => {
    const { hs, cs } = splitState(state.slice(skip));
    const next = step.run(ids, { hs, cs }, { order, top: count });
    const output = skip === 1 ? [next.hs.at(-1) as Tensor2D] : [];
    return { logProbs: next.logProbs, ids: next.tokens, state: [...output, ...joinState(next)] };
  };
}

/**
 * A step of recurrent layers over what is no token; undefined where there is no kernel that knows all of it.
 * @param skip as in {@link bestOfLayers}
 */
export function stepOfLayers(cells: readonly Cell[], skip: 0 | 1): LayersStep | undefined {
  const layers = layersOf(cells);
  if (!layers) return undefined;
  const packed = packLayerStep(layers);
  return (xs, state) => {
    const next = packed.run(xs, splitState(state.slice(skip)));
    return [...(skip === 1 ? [next.hs.at(-1) as Tensor2D] : []), ...joinState(next)];
  };
}

/** An attention decoder's weights, packed for steps of search; undefined where there is no kernel that knows all of it. */
export function packDecoder(decoder: Decoder, tokens: TokenWeights): DecodeStep | undefined {
  if (!(decoder instanceof AttentionDecoder) || decoder.stack.residual) return undefined;
  const { stack, attention, params } = decoder;
  const layers = layersOf(stack.layers);
  const scoring = scoringOf(attention);
  if (!layers || !scoring) return undefined;
  return packDecodeStep({ ...layers, ...tokens, attention: { ...scoring, ...params } });
}

/** {@link TokenModel.best} by a packed decoder. Its state is [output, top, (h, c) of each layer, alignment]. */
export function bestOfDecoder(step: DecodeStep, { attended }: BoundDecoder): Best {
  const memory = attended?.memory;
  const isFed = attended?.decoder.params.weightFeed !== undefined;
  return (ids, state, count, order) => {
    const feed = isFed ? state[0] : undefined;
    const next = step.run(ids, { feed, ...splitState(state.slice(2, -1)) }, { memory, order, top: count });
    const { logProbs, tokens, output, weights } = next;
    const all = [output, next.hs.at(-1), ...joinState(next), weights] as State;
    return { logProbs, ids: tokens, alignment: weights, state: all };
  };
}

/** LSTM layers of equal options, as the kernel takes them. */
function layersOf(
  cells: readonly Cell[],
): Pick<StepWeights, 'layers' | 'coupled' | 'zoneoutRate' | 'cellZoneoutRate'> | undefined {
  if (!hasDecodeStep()) return undefined;
  const inputs = cells.map((cell) => (cell instanceof LSTMCell ? cell.kernelInputs() : undefined));
  const [first] = inputs;
  if (!first) return undefined;
  const { coupled = false, zoneoutRate = 0, cellZoneoutRate = 0 } = first.options;
  const layers = inputs.flatMap((layer) =>
    layer?.options.coupled === coupled &&
    layer.options.zoneoutRate === zoneoutRate &&
    layer.options.cellZoneoutRate === cellZoneoutRate
      ? [layer.weights]
      : [],
  );
  return layers.length === cells.length ? { layers, coupled, zoneoutRate, cellZoneoutRate } : undefined;
}

/** h and c of each layer in turn, and back. */
function splitState(state: State): { hs: Tensor2D[]; cs: Tensor2D[] } {
  return {
    hs: state.filter((_, index) => index % 2 === 0),
    cs: state.filter((_, index) => index % 2 === 1),
  };
}

function joinState({
  hs,
  cs,
}: {
  readonly hs: readonly Tensor2D[];
  readonly cs: readonly Tensor2D[];
}): Tensor2D[] {
  return hs.flatMap((h, index) => [h, cs[index] as Tensor2D]);
}
