import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { nothing, runNative } from '../native.ts';
import { isRecording, lengthsTensor } from './fused.ts';
import type { LstmInputs, LstmOptions, LstmOutputs } from './lstm.ts';
import { hasNativeKernels } from './nativeKernels.ts';
import { noiseAttributes } from './recurrentLayer.ts';

/** Sequences of which a direction keeps fewer threads busy than there are. */
const MOST_SEQUENCES = 2;
/** Gates of all steps that are held at a time. */
const MOST_GATES = 2 ** 23;

/**
 * Whether both directions over these sequences are faster as one operation: for one or two of them, while no gradient is
 * being taken.
 */
export function wantsLstmPair([batchSize, time]: readonly number[], hiddenSize: number): boolean {
  return (
    hasNativeKernels() &&
    !isRecording() &&
    (time as number) > 0 &&
    (batchSize as number) <= MOST_SEQUENCES &&
    (batchSize as number) * (time as number) * 4 * hiddenSize <= MOST_GATES
  );
}

export interface LstmPairOutputs {
  /** [batch, time, 2 · hiddenSize]; zero where a sequence has ended */
  readonly outputs: Tensor3D;
  readonly forward: Omit<LstmOutputs, 'outputs'>;
  readonly backward: Omit<LstmOutputs, 'outputs'>;
}

/**
 * Two LSTMs of one size over whole sequences as one operation, the second from their end, without a gradient. The
 * portable twin is two runs of `lstm`'s.
 * @param xs [batch, time, inputSize]
 * @param options of both
 */
export function lstmPair(
  xs: Tensor3D,
  forward: Omit<LstmInputs, 'xs'>,
  backward: Omit<LstmInputs, 'xs'>,
  options: Pick<LstmOptions, 'lengths' | 'coupled' | 'zoneoutRate' | 'cellZoneoutRate'> = {},
): LstmPairOutputs {
  const operandsOf = ({ h0, c0, weightIh, weightHh, biasIh, biasHh, peephole }: Omit<LstmInputs, 'xs'>) => [
    ...[h0, c0, weightIh, weightHh, biasIh, biasHh],
    peephole ?? nothing(),
  ];
  const [outputs, lastH, lastC, backLastH, backLastC] = runNative(
    'RepriseLstmPair',
    { coupled: { bool: options.coupled ?? false }, ...noiseAttributes(options, true) },
    [xs, ...operandsOf(forward), ...operandsOf(backward), lengthsTensor(options.lengths)],
    5,
  ) as [Tensor3D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  return { outputs, forward: { lastH, lastC }, backward: { lastH: backLastH, lastC: backLastC } };
}
