import { planBatches, type Batch, type BatchPlan, type BatchSource } from '@reprise/core';

export interface PlannedBatchesOptions<B extends Batch> extends Omit<BatchPlan, 'epoch'> {
  /** see {@link BatchSource} */
  readonly fingerprint: string;
  /** A batch of the examples of these numbers: a pure function of them and of the epoch. */
  readonly make: (rows: Uint32Array, epoch: number) => B;
}

/** The batches of every epoch of a training: examples of like length, in an order that depends on seed and epoch alone. */
export function plannedBatches<B extends Batch>({
  fingerprint,
  make,
  ...plan
}: PlannedBatchesOptions<B>): BatchSource<B> {
  let planned: { epoch: number; batches: Uint32Array[] } | undefined;
  const batchesOf = (epoch: number): Uint32Array[] => {
    if (planned?.epoch !== epoch) planned = { epoch, batches: planBatches({ ...plan, epoch }) };
    return planned.batches;
  };
  return {
    fingerprint,
    batchesIn: (epoch) => batchesOf(epoch).length,
    *batches(epoch, from) {
      for (const rows of batchesOf(epoch).slice(from)) yield make(rows, epoch);
    },
  };
}
