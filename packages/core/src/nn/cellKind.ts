import type { Rng } from '@reprise/engine';
import type { Cell } from './cell.ts';
import { ElmanCell } from './elman.ts';
import { GRUCell } from './gru.ts';
import { LSTMCell } from './lstm.ts';

/** The cells by the name that a configuration gives them. */
export const CELL_KINDS = ['lstm', 'gru', 'elman'] as const;
export type CellKind = (typeof CELL_KINDS)[number];

export function makeCell(
  kind: CellKind,
  options: { inputSize: number; hiddenSize: number; rng?: Rng | undefined; recurrentDropout?: number },
): Cell {
  switch (kind) {
    case 'lstm':
      return new LSTMCell(options);
    case 'gru':
      return new GRUCell(options);
    case 'elman':
      return new ElmanCell(options);
  }
}
