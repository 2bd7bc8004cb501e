import { batchesBySize } from '@reprise/app';
import { Rng, scope } from '@reprise/engine';
import { pointsOf, type Drawing } from './drawing.ts';
import { drawingBatch } from './drawingBatch.ts';
import type { DrawingModel } from './drawingModel.ts';

/** What is measured of a drawer; all of it in nats a step, the end of a drawing being one, offsets scaled. */
export type DrawerScores = {
  /** the negative log-likelihood; of a variational model a bound above it: the sum of the others */
  readonly loss: number;
  /** of the steps, given the latent vector */
  readonly reconstruction?: number;
  /** of the latent vector */
  readonly kl?: number;
};

/** Steps of a batch, padding included. */
const BATCH_STEPS = 8000;

/** Measures a network on drawings; the batches are made once. */
export function drawerScores(
  drawings: readonly Drawing[],
  { scale }: { readonly scale: number },
): (model: DrawingModel) => DrawerScores {
  const batches = batchesBySize(
    drawings,
    (drawing) => pointsOf(drawing) + 1,
    BATCH_STEPS,
    (part) =>
      drawingBatch(
        part.map(({ example }) => example),
        { scale },
      ),
  );
  const steps = batches.reduce((sum, { tokens }) => sum + tokens, 0);
  return (model) => {
    let [reconstruction, kl] = [0, 0];
    batches.forEach((batch, index) => {
      // One draw of each latent vector, always the same, is an unbiased estimate of the bound; the mean would be none.
      const latentRng = Rng.fromSeed(0).fold('scores', index);
      const { steps, latent } = scope(() => {
        const nats = model.nats(batch, { latentRng });
        return { steps: total(nats.steps.dataSync()), latent: nats.latent && total(nats.latent.dataSync()) };
      });
      reconstruction += steps;
      kl += latent ?? 0;
    });
    const loss = (reconstruction + kl) / steps;
    return model.latentSize > 0 ? { loss, reconstruction: reconstruction / steps, kl: kl / steps } : { loss };
  };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] as number;
  return sum;
}
