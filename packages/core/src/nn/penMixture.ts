import {
  add,
  checkShape,
  div,
  hasPenMixture,
  log,
  logSoftmax,
  logSumExp,
  mul,
  neg,
  penMixtureNll,
  reshape,
  ShapeError,
  slice,
  softplus,
  split,
  square,
  sub,
  sum,
  tanh,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';

/**
 * Least standard deviation of an offset, in the unit of the offsets: without it the density of ink on a grid of points,
 * or of a pen that rests, has no bound.
 */
export const LEAST_DEVIATION = 1e-3;
/**
 * Greatest correlation, up to sign. Its square and 1 minus that are exact in float32, so that what is divided by 1 - ρ²
 * keeps its digits where tanh saturates; an ellipse is at most 23 times as long as wide.
 */
export const GREATEST_CORRELATION = 1 - 2 ** -8;

/**
 * How a row of a network's outputs is laid out: what the pen does, then weights, means and raw deviations of dx and of
 * dy, raw correlations, of `components` numbers each.
 */
export interface PenLayout {
  readonly components: number;
  /** outputs for the pen: 1, the logit that a stroke ends (stroke-3), or 3, logits of down, up and end (stroke-5) */
  readonly pen: 1 | 3;
}

/** Outputs that a network needs for one step of the pen. */
export function penOutputSize({ components, pen }: PenLayout): number {
  return 6 * components + pen;
}

/** @throws ShapeError for a width that is neither 6 K + 1 nor 6 K + 3 */
export function penLayout(width: number): PenLayout {
  const pen = width % 6;
  if (width > 6 && (pen === 1 || pen === 3)) return { components: (width - pen) / 6, pen };
  throw new ShapeError(
    `penMixture: expected 6 K + 1 outputs a row (stroke-3) or 6 K + 3 (stroke-5), K at least 1, got ${width}.`,
  );
}

/**
 * -log p of each step of a pen, in nats: a mixture of bivariate normal distributions over the offset, and apart from it
 * what the pen does (Graves 2013, section 4; Ha and Eck 2017).
 *
 * Deviations are log(1 + eˣ) of their outputs and {@link LEAST_DEVIATION}, not the exponential of the papers: below 0
 * both are alike, above it this grows no faster than its output, so that no step overflows and, there being no clipping,
 * no gradient is cut off. Correlations are tanh times {@link GREATEST_CORRELATION}.
 *
 * @param outputs [rows, 6 K + 1 or 6 K + 3], see {@link PenLayout}
 * @param targets [rows, 3]: dx, dy, and 1 where the stroke ends there, else 0; or [rows, 5]: dx, dy, and a 1 among down,
 *   up and end. At the end of a drawing, as in sketch-rnn, no offset counts. Padding has to be numbers, too.
 * @param mask [rows], 1 for real steps and 0 for padding, whose loss and gradient are 0
 * @returns [rows]
 * @throws ShapeError for tensors that do not fit together
 */
export function penNegativeLogLikelihood(outputs: Tensor2D, targets: Tensor2D, mask?: Tensor1D): Tensor1D {
  const who = 'penNegativeLogLikelihood';
  const layout = penLayout(outputs.shape[1]);
  const sizes = checkShape(who, 'outputs', outputs, ['rows', penOutputSize(layout)]);
  checkShape(who, 'targets', targets, ['rows', 2 + layout.pen], sizes);
  if (mask) checkShape(who, 'mask', mask, ['rows'], sizes);

  return hasPenMixture()
    ? penMixtureNll(outputs, targets, {
        mask,
        leastDeviation: LEAST_DEVIATION,
        greatestCorrelation: GREATEST_CORRELATION,
      })
    : stepNats(outputs, targets, layout, mask);
}

/**
 * Mean of {@link penNegativeLogLikelihood} over the real steps, in nats; NaN, as in PyTorch, where all are padding.
 * Arguments and errors are the same.
 */
export function penMixtureLoss(outputs: Tensor2D, targets: Tensor2D, mask?: Tensor1D): Scalar {
  const total = sum(penNegativeLogLikelihood(outputs, targets, mask));
  return div(total, mask ? sum(mask) : outputs.shape[0]);
}

type Mixture = readonly [logits: Tensor, meanX: Tensor, meanY: Tensor, rawDeviations: Tensor, rawRho: Tensor];

/** The equations, with every operation by itself. */
function stepNats(outputs: Tensor2D, targets: Tensor2D, layout: PenLayout, mask?: Tensor1D): Tensor1D {
  const [penLogits, ...mixture] = splitOutputs(outputs, layout);
  const [dx, dy, pen] = split(targets, [1, 1, layout.pen], 1) as [Tensor2D, Tensor2D, Tensor2D];
  const offsetNats = mixtureNats(mixture, dx, dy);
  const nats =
    layout.pen === 1
      ? add(offsetNats, reshape(sub(softplus(penLogits), mul(penLogits, pen)), [-1]))
      : sub(mul(offsetNats, isOffset(pen)), sum(mul(logSoftmax(penLogits), pen), 1));
  return mask ? mul(nats, mask) : (nats as Tensor1D);
}

function splitOutputs(outputs: Tensor2D, { components: k, pen }: PenLayout): [pen: Tensor2D, ...Mixture] {
  return split(outputs, [pen, k, k, k, 2 * k, k], 1) as unknown as [Tensor2D, ...Mixture];
}

/** -log p of offsets [rows, 1] each; [rows]. The second coordinate is taken given the first: u ~ N(0, 1 - ρ²). */
function mixtureNats(
  [logits, meanX, meanY, rawDeviations, rawRho]: Mixture,
  dx: Tensor2D,
  dy: Tensor2D,
): Tensor1D {
  const deviations = add(softplus(rawDeviations), LEAST_DEVIATION);
  const [deviationX, deviationY] = split(deviations, 2, 1) as [Tensor2D, Tensor2D];
  const rho = mul(tanh(rawRho), GREATEST_CORRELATION);
  const rest = sub(1, square(rho));
  const zx = div(sub(dx, meanX), deviationX);
  const u = sub(div(sub(dy, meanY), deviationY), mul(rho, zx));
  const distance = add(square(zx), div(square(u), rest));
  const determinant = mul(square(mul(deviationX, deviationY)), rest);
  const logDensities = mul(add(distance, log(determinant)), -0.5);
  const logDensity = logSumExp(add(logSoftmax(logits), logDensities), 1);
  return add(neg(logDensity), Math.log(2 * Math.PI)) as Tensor1D;
}

/** 1 for steps [rows, 3] that have an offset, 0 for those at which a drawing ends; [rows]. */
function isOffset(pen: Tensor2D): Tensor1D {
  return sub(1, reshape(slice(pen, [0, 2], [-1, 1]), [-1])) as Tensor1D;
}
