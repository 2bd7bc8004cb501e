import {
  concat,
  expandDims,
  hasDecodeStep,
  hasSoftWindow,
  packLayerStep,
  retain,
  slice,
  squeeze,
  windowStep,
  type Retained,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { BoundSoftWindow, SoftWindowLSTM, SoftWindowState } from '../nn/softWindow.ts';

/** A layer with a soft window for steps one at a time, as writing takes them. */
export interface PackedSoftWindow {
  /**
   * @param bound the layer at the texts that are written
   * @param xs [batch, inputSize]
   */
  step(bound: BoundSoftWindow, xs: Tensor2D, state: SoftWindowState): SoftWindowState;
}

/**
 * Packs a layer's weights, for as long as it is kept and whatever it is bound to; later changes of them do not reach
 * it. A step is then two operations: the LSTM's, which reads the window beside its input, and the window's own. No
 * gradient flows through it.
 */
export function packSoftWindow(layer: SoftWindowLSTM): Retained<PackedSoftWindow> {
  return retain(() => ({
    step:
      fusedStep(layer) ??
      ((bound, xs, state) =>
        bound.step(squeeze(bound.project(expandDims(xs, 1) as Tensor3D), [1]) as Tensor2D, state)),
  }));
}

function fusedStep(layer: SoftWindowLSTM): PackedSoftWindow['step'] | undefined {
  const inputs = hasSoftWindow() && hasDecodeStep() ? layer.lstm.kernelInputs() : undefined;
  if (!inputs) return undefined;
  const { weightWindow, weightGaussians, biasGaussians } = layer.params;
  const { coupled = false, zoneoutRate = 0, cellZoneoutRate = 0 } = inputs.options;
  const weightIh = concat([inputs.weights.weightIh, weightWindow], 1);
  const lstm = packLayerStep({
    layers: [{ ...inputs.weights, weightIh }],
    coupled,
    zoneoutRate,
    cellZoneoutRate,
  });
  return ({ memory: { characters: memory, mask } }, xs, [before, c, kappa]) => {
    const h = slice(before, [0, 0], [-1, layer.hiddenSize]);
    const window = slice(before, [0, layer.hiddenSize], [-1, -1]);
    const next = lstm.run(concat([xs, window], 1), { hs: [h], cs: [c] });
    const [hs, newC] = [next.hs[0], next.cs[0]] as [Tensor2D, Tensor2D];
    const moved = windowStep({ hs, kappa, memory, weightGaussians, biasGaussians }, mask, layer.stepScale);
    return [moved.output, newC, moved.kappa, moved.phi];
  };
}
