import { makeCell, StackedCell } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import type { Settings } from '../settings.ts';

/** The recurrent layers that the settings ask for. @param rng draws the weights; without it they are zero */
export function recurrentStack(
  { cell, hiddenSize, layers, dropout }: Pick<Settings, 'cell' | 'hiddenSize' | 'layers' | 'dropout'>,
  inputSize: number,
  rng?: Rng,
): StackedCell {
  return new StackedCell(
    Array.from({ length: layers }, (_, layer) =>
      makeCell(cell, {
        inputSize: layer === 0 ? inputSize : hiddenSize,
        hiddenSize,
        rng: rng?.fold('layer', layer),
      }),
    ),
    { dropout },
  );
}
