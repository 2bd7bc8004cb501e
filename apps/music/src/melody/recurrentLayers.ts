import { ElmanCell, GRUCell, LSTMCell, StackedCell, type Cell } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import type { Settings } from '../settings.ts';

/** The recurrent layers that the settings ask for. @param rng draws the weights; without it they are zero */
export function recurrentLayers(
  settings: Pick<Settings, 'cell' | 'hiddenSize' | 'layers' | 'dropout' | 'recurrentDropout'>,
  inputSize: number,
  rng?: Rng,
): StackedCell {
  const { cell, hiddenSize, layers, dropout, recurrentDropout } = settings;
  const Kind = { lstm: LSTMCell, gru: GRUCell, elman: ElmanCell }[cell];
  return new StackedCell(
    Array.from({ length: layers }, (_, layer): Cell => {
      const size = layer === 0 ? inputSize : hiddenSize;
      return new Kind({
        inputSize: size,
        hiddenSize,
        recurrentDropout,
        rng: rng?.fold('layer', layer),
      });
    }),
    { dropout },
  );
}
