import { penNegativeLogLikelihood, type PenStep } from '@reprise/core';
import {
  gather,
  mul,
  ones,
  reshape,
  Rng,
  scope,
  sum,
  tensor1d,
  tensor2d,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { DrawingModel } from './drawingModel.ts';
import { inputsOf } from './drawSteps.ts';

/** Latent vectors among which those are looked for that a start may have come from. */
const CANDIDATES = 128;

export interface LatentsWanted {
  readonly count: number;
  readonly seed: number;
}

/** Latent vectors of drawings nothing is known of, [count, latentSize]; undefined for a model without. */
export function priorLatents(
  { latentSize }: DrawingModel,
  { count, seed }: LatentsWanted,
): Tensor2D | undefined {
  if (latentSize === 0) return undefined;
  const rng = Rng.fromSeed(seed).fold('latent');
  const values = Array.from({ length: count }, (_, row) => [...rng.fold(row).normalValues(latentSize)]);
  return tensor2d(values, [count, latentSize]);
}

/**
 * Latent vectors of drawings that may begin with steps, [count, latentSize]; undefined for a model without: of many that
 * nothing is known of, some by how probable they make the start (sampling importance resampling, Rubin 1988).
 */
export function startLatents(
  network: DrawingModel,
  given: readonly PenStep[],
  { count, seed }: LatentsWanted,
): Tensor2D | undefined {
  const candidates = priorLatents(network, { count: CANDIDATES, seed });
  if (!candidates) return undefined;
  try {
    const logLikelihoods = scope(() => startLogLikelihoods(network, given, candidates).dataSync().slice());
    const greatest = Math.max(...logLikelihoods);
    const masses = Array.from(logLikelihoods, (value) => Math.exp(value - greatest));
    const rng = Rng.fromSeed(seed).fold('resampling');
    const chosen = Array.from({ length: count }, (_, row) => pick(masses, rng.fold(row).float()));
    return scope(() => gather(candidates, tensor1d(chosen, 'int32')) as Tensor2D);
  } finally {
    candidates.dispose();
  }
}

/** [candidates], in nats. */
function startLogLikelihoods(network: DrawingModel, given: readonly PenStep[], latent: Tensor2D): Tensor {
  const size = latent.shape[0];
  const time = given.length;
  const xs = mul(inputsOf(given.slice(0, -1)), ones([size, 1, 1])) as Tensor3D;
  const row = given.flatMap(({ dx, dy, pen }) => [dx, dy, pen === 0 ? 1 : 0, pen === 1 ? 1 : 0, 0]);
  const targets = Float32Array.from({ length: size * row.length }, (_, at) => row[at % row.length] as number);
  const nats = penNegativeLogLikelihood(
    network.read(xs, { latent }).mixtures,
    tensor2d(targets, [size * time, 5]),
  );
  return mul(sum(reshape(nats, [size, time]), 1), -1);
}

/** The index in whose share of the masses `uniform` falls. */
function pick(masses: readonly number[], uniform: number): number {
  let left = uniform * masses.reduce((total, mass) => total + mass, 0);
  const found = masses.findIndex((mass) => (left -= mass) < 0);
  return found >= 0 ? found : masses.indexOf(Math.max(...masses));
}
