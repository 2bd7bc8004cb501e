import { expandDims, retain, squeeze, type Retained, type Tensor2D, type Tensor3D } from '@reprise/engine';
import type { Cell, State } from '../nn/cell.ts';
import { StackedCell } from '../nn/stack.ts';
import { stepOfLayers } from './fusedStep.ts';

/** A cell for steps one at a time, as generating takes them. */
export interface PackedCell {
  /**
   * @param xs [batch, inputSize]
   * @param state as the cell has it
   * @returns the next state; its first tensor is the output
   */
  step(xs: Tensor2D, state: State): State;
}

/**
 * Packs a cell's weights, for as long as it is kept; later changes of them do not reach it. A step of an LSTM, or of a
 * stack of them, is then one operation, where `unroll` over one step would pack the weights anew each time. No gradient
 * flows through it.
 */
export function packCell(cell: Cell): Retained<PackedCell> {
  return retain(() => ({
    step:
      fusedStep(cell) ??
      ((xs, state) => cell.step(squeeze(cell.project(expandDims(xs, 1) as Tensor3D), [1]), state)),
  }));
}

function fusedStep(cell: Cell): PackedCell['step'] | undefined {
  if (!(cell instanceof StackedCell)) return stepOfLayers([cell], 0);
  return cell.residual ? undefined : stepOfLayers(cell.layers, 1);
}
