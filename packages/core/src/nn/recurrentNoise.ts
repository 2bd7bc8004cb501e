import {
  add,
  cast,
  checkShape,
  less,
  mul,
  scope,
  slice,
  squeeze,
  sub,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';

/** What a recurrent cell draws once for a sequence. A mask that is absent is not used. */
export interface RecurrentNoise {
  /** [batch, hiddenSize], 0 or 1 / (1 - rate): multiplies h where it enters the recurrent product, at every step */
  readonly dropout?: Tensor2D;
  /** [batch, time, hiddenSize], 1 where h keeps its old value and 0 elsewhere; steps in the order of the run */
  readonly zoneout?: Tensor3D;
  /** the same for the LSTM's c */
  readonly cellZoneout?: Tensor3D;
}

/** The probabilities of {@link RecurrentNoise}'s masks, each in [0, 1). */
export interface RecurrentRates {
  readonly dropout: number;
  readonly zoneout: number;
  readonly cellZoneout?: number;
}

/**
 * @param who the cell, @param option the option's name: for the message
 * @throws RangeError when the rate is not in [0, 1)
 */
export function checkRate(who: string, option: string, rate: number): number {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`${who}: expected ${option} to be a rate in [0, 1), got ${rate}.`);
  }
  return rate;
}

/** The masks of one run over `time` steps, or undefined where every rate is 0. */
export function drawRecurrentNoise(
  rng: Rng,
  { dropout, zoneout, cellZoneout = 0 }: RecurrentRates,
  { batchSize, time, hiddenSize }: { batchSize: number; time: number; hiddenSize: number },
): RecurrentNoise | undefined {
  if (dropout === 0 && zoneout === 0 && cellZoneout === 0) return undefined;
  const keepMask = (name: string, rate: number): Tensor3D =>
    scope(
      () => cast(less(rng.fold(name).uniform([batchSize, time, hiddenSize]), rate), 'float32') as Tensor3D,
    );
  return {
    ...(dropout > 0 && {
      dropout: rng.fold('dropout').dropoutMask([batchSize, hiddenSize], dropout) as Tensor2D,
    }),
    ...(zoneout > 0 && { zoneout: keepMask('zoneout', zoneout) }),
    ...(cellZoneout > 0 && { cellZoneout: keepMask('cellZoneout', cellZoneout) }),
  };
}

/**
 * Variational dropout of the recurrent product's input (Gal and Ghahramani 2016): one mask for all steps and gates.
 * @param h [batch, hiddenSize]
 */
export function dropRecurrent(h: Tensor2D, noise: RecurrentNoise | undefined): Tensor2D {
  if (!noise?.dropout) return h;
  checkShape('dropRecurrent', 'noise.dropout', noise.dropout, h.shape);
  return mul(h, noise.dropout);
}

/**
 * Zoneout (Krueger et al. 2017): `keep · old + (1 - keep) · next`. In training `keep` is a mask of 0 and 1, one a
 * step; in evaluation it is the mask's expectation, the rate.
 * @param old [batch, hiddenSize]
 * @param next [batch, hiddenSize]
 * @param masks [batch, time, hiddenSize]; without them evaluation
 * @param time the step's number, counted from 0 in the order of the run
 */
export function zoneOut(
  old: Tensor2D,
  next: Tensor2D,
  rate: number,
  masks: Tensor3D | undefined,
  time: number,
): Tensor2D {
  if (!masks && rate === 0) return next;
  const keep = masks ? stepOf(masks, old, time) : rate;
  // Not `next + keep · (old - next)`: products with 0 and 1 are exact, so what is kept is not rounded.
  return add(mul(keep, old), mul(sub(1, keep), next)) as Tensor2D;
}

function stepOf(masks: Tensor3D, { shape: [batchSize, hiddenSize] }: Tensor2D, time: number): Tensor2D {
  checkShape('zoneOut', 'masks', masks, [batchSize, 'time', hiddenSize]);
  if (time >= masks.shape[1]) {
    throw new RangeError(`zoneOut: expected masks for step ${time}, got masks for ${masks.shape[1]} steps.`);
  }
  return squeeze(slice(masks, [0, time, 0], [-1, 1, -1]), [1]);
}
