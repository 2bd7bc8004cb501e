import { makeCell, StackedCell } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import type { Settings } from './settings.ts';

/** The recurrent layers that the settings ask for. @param rng draws the weights; without it they are zero */
export function recurrentLayers(
  settings: Pick<Settings, 'cell' | 'hiddenSize' | 'layers' | 'dropout'> & {
    readonly recurrentDropout?: number | undefined;
  },
  inputSize: number,
  rng?: Rng,
): StackedCell {
  const { cell, hiddenSize, layers, dropout, recurrentDropout = 0 } = settings;
  return new StackedCell(
    Array.from({ length: layers }, (_, layer) =>
      makeCell(cell, {
        inputSize: layer === 0 ? inputSize : hiddenSize,
        hiddenSize,
        recurrentDropout,
        rng: rng?.fold('layer', layer),
      }),
    ),
    { dropout },
  );
}
