import { adamW } from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { ImageBatch } from '../../../apps/handwriting/src/imageReader/imageBatch.ts';
import { ImageNetwork } from '../../../apps/handwriting/src/imageReader/imageNetwork.ts';
import type { Runner } from '../serve.ts';
import type { ImageReaderSettings } from '../work.ts';
import { drawNumbers, drawWeights, fallingLengths, idValues, writeInputs } from './inputs.ts';
import { drawLabels, labelInputs } from './reader.ts';
import { trainingRunner } from './trainingRunner.ts';

/** A training step of the handwriting application's reader of pictures, all of one height and of like width. */
export function imageReader(
  { classes, images, height, width, labels, ...sizes }: ImageReaderSettings,
  path: string,
): Runner {
  const model = new ImageNetwork({
    ...sizes,
    classes,
    imageHeight: height,
    cell: 'lstm',
    bidirectional: true,
    dropout: 0,
  });
  const rng = Rng.fromSeed(1);
  const shape = [images, height, width] as const;
  const widths = fallingLengths(images, width);
  // Ink on about a sixth of the paper.
  const pixels = drawNumbers(rng.fold('pixels'), shape).values.map((value, at) => {
    const isInside = at % width < (widths[Math.floor(at / (height * width))] as number);
    return isInside ? Math.min(1, Math.max(0, value - 1)) : 0;
  });
  const batch: ImageBatch = {
    pixels,
    shape,
    widths,
    labels: drawLabels(rng.fold('labels'), [images, labels], classes),
    tokens: images * labels,
  };
  writeInputs(
    path,
    new Map([
      ...drawWeights(model.params, rng),
      ['pixels', { shape, values: pixels }],
      ['widths', idValues(widths, [images])],
      ...labelInputs(batch.labels),
    ]),
  );
  return trainingRunner({
    params: model.params,
    batches: [batch],
    loss: (one) => model.loss(one),
    optimizer: adamW({ weightDecay: 0.01 }),
    learningRate: 0.003,
    clipNorm: 1,
  });
}
