import {
  attentionDecoder,
  hasAttentionDecoder,
  type AttentionDecoderInputs,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import {
  AdditiveAttention,
  DotAttention,
  GeneralAttention,
  type Attention,
  type Memory,
} from '../nn/attention.ts';
import type { ScanOptions, State, Unrolled } from '../nn/cell.ts';
import { LSTMCell } from '../nn/lstm.ts';
import type { RecurrentNoise } from '../nn/recurrentNoise.ts';
import { unlessEmpty } from '../nn/sequence.ts';
import type { StackedCell, StackNoise } from '../nn/stack.ts';

/** The parts of an attention decoder that kernels take. */
export interface DecoderParts {
  readonly stack: StackedCell;
  readonly attention: Attention;
  readonly params: { readonly weightOutput: Tensor2D; readonly weightFeed?: Tensor2D };
}

/**
 * A decoder with input feeding over all of time as one operation, where there is a kernel that knows all of it: one
 * LSTM layer, and an attention of this library.
 * @param state [output, …the stack's state, alignment]
 */
export function scanFed(
  { stack, attention, params }: DecoderParts,
  { keys, values, mask }: Memory,
  xs: Tensor3D,
  state: State,
  { lengths, reverse, noise }: ScanOptions<StackNoise>,
): Unrolled | undefined {
  const { weightFeed, weightOutput } = params;
  const [layer, ...more] = stack.layers;
  if (!hasAttentionDecoder() || !(layer instanceof LSTMCell) || more.length > 0 || !weightFeed)
    return undefined;
  const inputs = layer.kernelInputs(noise?.layers[0] as RecurrentNoise | undefined);
  const scoring = scoringOf(attention);
  if (!inputs || !scoring) return undefined;

  const { weightIh: weightX, ...weights } = inputs.weights;
  const [feed0, top0, h0, c0, weights0] = state as [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  const operands = { ...weights, ...scoring, xs, feed0, weights0, h0, c0, keys, values };
  const { outputs, lastOutput, lastH, lastC, lastWeights } = attentionDecoder(
    { ...operands, weightX, weightFeed, weightOutput },
    mask,
    { ...inputs.options, lengths, reverse },
  );
  return { outputs, last: [lastOutput, unlessEmpty(lastH, top0, lengths), lastH, lastC, lastWeights] };
}

/** What beside the keys the scores need, or undefined for an attention that kernels do not know. */
export function scoringOf(
  attention: Attention,
): Pick<AttentionDecoderInputs, 'weightQuery' | 'weightScore'> | undefined {
  if (attention instanceof AdditiveAttention) {
    const { weightQuery, weightScore } = attention.params;
    return { weightQuery, weightScore };
  }
  return attention instanceof DotAttention || attention instanceof GeneralAttention ? {} : undefined;
}
