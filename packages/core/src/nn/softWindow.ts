import {
  add,
  checkShape,
  concat,
  gather,
  hasSoftWindow,
  param,
  softWindow,
  split,
  zeros,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { Cell, ScanOptions, Unrolled } from './cell.ts';
import { moveWindow, type WindowMemory } from './gaussianWindow.ts';
import { draw, gatesOf, xavierUniform, zeroBias } from './init.ts';
import { affine } from './linear.ts';
import { LSTMCell } from './lstm.ts';
import type { LSTMOptions, LSTMParams } from './lstmParams.ts';
import type { RecurrentNoise } from './recurrentNoise.ts';
import { checkLengths, lengthMask } from './sequence.ts';

/**
 * - `output` is [h; window], [batch, hiddenSize + memorySize]: what later layers read;
 * - `c` is the LSTM's memory, [batch, hiddenSize];
 * - `kappa` are the centres of the window's Gaussians, in characters from the first, [batch, components];
 * - `phi` are the characters' weights that `window` was made with, [batch, characters].
 */
export type SoftWindowState = readonly [output: Tensor2D, c: Tensor2D, kappa: Tensor2D, phi: Tensor2D];

/** Those of the LSTM, `inputSize` being the width of a step without the window, and the window's. */
export interface SoftWindowOptions extends LSTMOptions {
  /** the width of an embedded character */
  readonly memorySize: number;
  /** Gaussians in the window, K */
  readonly components: number;
  /**
   * How far a window whose weights are zero moves in a step, and about how far a fresh one does; default 1/10: over
   * a line in a few hundred steps of ink. One over the mean steps a character of the data makes the start of training
   * what its end has to be on average.
   */
  readonly charactersPerStep?: number;
}

/**
 * An LSTM that reads a text while it writes (Graves 2013, section 5.1): at every step it moves a soft window along the
 * text, and what it sees through it enters its own next step and the layers above.
 */
export class SoftWindowLSTM implements Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly memorySize: number;
  readonly components: number;
  /** the width of [h; window] */
  readonly outputSize: number;
  /** what the softplus of an output is multiplied by to be a step of κ, in characters */
  readonly stepScale: number;
  readonly lstm: LSTMCell;
  readonly params: ParamTree & {
    readonly lstm: LSTMParams;
    /** [gates · hiddenSize, memorySize]: the window's own block of the gates' weights */
    readonly weightWindow: Tensor2D & Variable;
    /** [3 · components, hiddenSize] and [3 · components]: from h to α, β and the step of κ */
    readonly weightGaussians: Tensor2D & Variable;
    readonly biasGaussians: Tensor1D & Variable;
  };

  /** @throws RangeError for a rate of noise that is not in [0, 1), or components or characters that are not above 0 */
  constructor(options: SoftWindowOptions) {
    const { hiddenSize, memorySize, components, charactersPerStep = 0.1, rng } = options;
    checkPositive('components', components);
    checkPositive('charactersPerStep', charactersPerStep);
    this.lstm = new LSTMCell({ ...options, rng: rng?.fold('lstm') });
    this.inputSize = options.inputSize;
    this.hiddenSize = hiddenSize;
    this.memorySize = memorySize;
    this.components = components;
    this.outputSize = hiddenSize + memorySize;
    this.stepScale = charactersPerStep / Math.LN2;
    const gates = this.lstm.projectedSize / hiddenSize;
    this.params = {
      lstm: this.lstm.params,
      weightWindow: param(gatesOf(gates, hiddenSize, memorySize, xavierUniform, rng?.fold('window'))),
      weightGaussians: param(draw(xavierUniform, 3 * components, hiddenSize, rng?.fold('gaussians'))),
      biasGaussians: param(zeroBias(3 * components)),
    };
  }

  /**
   * @param memory embedded characters, [batch, characters, memorySize]; any numbers past a text's end
   * @param lengths of the texts, in characters
   * @returns the cell that writes these texts
   * @throws ShapeError for a memory of another width; RangeError for lengths that do not fit
   */
  bind(memory: Tensor3D, lengths: ArrayLike<number>): BoundSoftWindow {
    const who = 'SoftWindowLSTM.bind';
    checkShape(who, 'memory', memory, ['batch', 'characters', this.memorySize]);
    const [batchSize, characters] = memory.shape;
    checkLengths(who, lengths, batchSize, characters);
    return new BoundSoftWindow(this, { characters: memory, mask: lengthMask(lengths, characters) });
  }
}

/** A {@link SoftWindowLSTM} at work on one batch of texts. */
export class BoundSoftWindow implements Cell<SoftWindowState, RecurrentNoise | undefined> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly params: ParamTree;
  /** the texts */
  readonly memory: WindowMemory;
  readonly #layer: SoftWindowLSTM;

  constructor(layer: SoftWindowLSTM, memory: WindowMemory) {
    this.inputSize = layer.inputSize;
    this.outputSize = layer.outputSize;
    this.projectedSize = layer.lstm.projectedSize;
    this.stateSizes = [layer.outputSize, layer.hiddenSize, layer.components, memory.mask.shape[1]];
    this.params = layer.params;
    this.#layer = layer;
    this.memory = memory;
  }

  /** All zeros: the window stands on the first character, and nothing has been seen through it yet. */
  initialState(batchSize: number): SoftWindowState {
    return this.stateSizes.map((size) => zeros([batchSize, size])) as readonly Tensor2D[] as SoftWindowState;
  }

  noise(rng: Rng, batchSize: number, time: number): RecurrentNoise | undefined {
    return this.#layer.lstm.noise(rng, batchSize, time);
  }

  project(xs: Tensor3D): Tensor3D {
    return this.#layer.lstm.project(xs);
  }

  step(
    projected: Tensor2D,
    [output, c, kappa]: SoftWindowState,
    noise?: RecurrentNoise,
    time?: number,
  ): SoftWindowState {
    const { lstm, hiddenSize, memorySize, stepScale, params } = this.#layer;
    const { weightWindow, weightGaussians, biasGaussians } = params;
    checkShape('SoftWindowLSTM.step', 'projected', projected, [
      this.memory.mask.shape[0],
      this.projectedSize,
    ]);
    const [h, window] = split(output, [hiddenSize, memorySize], 1) as [Tensor2D, Tensor2D];
    const input = add(projected, affine(window, weightWindow)) as Tensor2D;
    const [newH, newC] = lstm.step(input, [h, c], noise, time);
    const moved = moveWindow(affine(newH, weightGaussians, biasGaussians), kappa, this.memory, stepScale);
    return [concat([newH, moved.window], 1), newC, moved.kappa, moved.phi];
  }

  scan(
    xs: Tensor3D,
    [output0, c0, kappa0, phi0]: SoftWindowState,
    { lengths, reverse, noise }: ScanOptions<RecurrentNoise | undefined>,
  ): Unrolled<SoftWindowState> | undefined {
    const { characters, mask } = this.memory;
    checkShape('SoftWindowLSTM.scan', 'xs', xs, [mask.shape[0], 'time', this.inputSize]);
    const { lstm, stepScale, params } = this.#layer;
    const inputs = hasSoftWindow() ? lstm.kernelInputs(noise) : undefined;
    if (!inputs) return undefined;
    const { weightWindow, weightGaussians, biasGaussians } = params;
    const { weightIh: weightX, ...weights } = inputs.weights;
    const state = { output0, c0, kappa0, phi0 };
    const { outputs, lastOutput, lastC, lastKappa, lastPhi } = softWindow(
      { xs, ...state, memory: characters, weightX, weightWindow, ...weights, weightGaussians, biasGaussians },
      mask,
      { ...inputs.options, stepScale, lengths, reverse },
    );
    return { outputs, last: [lastOutput, lastC, lastKappa, lastPhi] };
  }

  /** The same on chosen rows of the batch. @param rows int32 */
  select(rows: Tensor1D): BoundSoftWindow {
    const { characters, mask } = this.memory;
    return new BoundSoftWindow(this.#layer, {
      characters: gather(characters, rows),
      mask: gather(mask, rows),
    });
  }
}

function checkPositive(option: string, value: number): void {
  if (value > 0) return;
  throw new RangeError(`SoftWindowLSTM: expected ${option} above 0, got ${value}.`);
}
