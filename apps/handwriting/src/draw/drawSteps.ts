import {
  generate,
  InputError,
  packCell,
  readPenMixture,
  samplePenStep,
  type Draw,
  type PenStep,
} from '@reprise/core';
import {
  concat,
  mul,
  ones,
  Rng,
  scope,
  sub,
  tensor2d,
  tensor3d,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { DrawingModel } from './drawingModel.ts';
import { penTrack, STEP_FEATURES } from './penTrack.ts';

/** How a network draws. */
export interface DrawOptions {
  /** less is tamer: divides the logits of components and pen, multiplies variances; 1 draws what the network says */
  readonly temperature?: number | undefined;
  /** more is neater: sharpens the components, shrinks their deviations, and leaves the pen alone (default 0) */
  readonly bias?: number | undefined;
  /** the same seed, the same drawing (default 1) */
  readonly seed?: number | undefined;
  /** a drawing that has not ended by itself ends after so many points that were drawn (default 300) */
  readonly maxPoints?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StepsToDraw extends DrawOptions {
  readonly count: number;
  /** scaled steps that all drawings begin with */
  readonly given?: readonly PenStep[] | undefined;
  /** [count, latentSize], of a variational model; it stays the caller's */
  readonly latents?: Tensor2D | undefined;
}

/** Far below every logit; what has it has probability 0. */
const NEVER = -1e4;

/**
 * Draws step by step until the pen says that it is done. Each drawing is a function of the model, the seed and its
 * number.
 * @returns the scaled steps behind those given, of each drawing
 * @throws InputError for options out of range
 */
export async function drawSteps(model: DrawingModel, options: StepsToDraw): Promise<PenStep[][]> {
  const { count, given = [], latents, signal } = options;
  const { temperature, bias, seed, maxPoints } = checkDrawOptions(options);
  const initial = scope((): { state: Tensor2D[] } => ({
    state: [...(latents ? [latents.clone()] : []), ...stateAfter(model, given, { count, latents })],
  }));
  const cell = packCell(model.cell);
  const draw: Draw<Tensor2D, PenStep, Tensor2D, 'outputs'> = {
    // A drawing of nothing is none: the first point may be the last, but there is one.
    prepare: (outputs, rows) => ({
      outputs: given.length === 0 && rows[0]?.values.length === 0 ? withoutEnd(outputs) : outputs,
    }),
    choose: ({ outputs }, rng) => ({
      value: samplePenStep(readPenMixture(outputs as Float32Array, { temperature, bias }), rng),
      logProb: 0,
    }),
    input: (_, rows) => inputOf(rows.map(({ values }) => [...given, ...values])),
  };
  try {
    const drawn = await generate<Tensor2D, PenStep, Tensor2D, 'outputs'>(
      {
        step(input, state) {
          const [latent, before] = latents ? [state[0], state.slice(1)] : [undefined, state];
          const xs = latent ? (concat([input, latent], 1) as Tensor2D) : input;
          const next = cell.value.step(xs, before);
          return {
            emission: model.mixtures(next[0] as Tensor2D),
            state: latent ? [latent, ...next] : next,
          };
        },
        select() {
          return this;
        },
      },
      {
        input: () => inputOf(Array.from({ length: count }, () => given)),
        state: () => initial.state,
        draw,
        rng: Rng.fromSeed(seed).fold('drawing'),
        maxLength: new Array<number>(count).fill(maxPoints),
        isDone: ({ pen }) => pen === 2,
        signal,
      },
    );
    return drawn.map(({ values }) => values.filter(({ pen }) => pen !== 2));
  } finally {
    cell.free();
    for (const part of initial.state) part.dispose();
  }
}

/** What a network reads along steps: [1, steps + 1, STEP_FEATURES], the last of which says what follows them. */
export function inputsOf(steps: readonly PenStep[]): Tensor3D {
  const track = penTrack();
  const values = new Float32Array((steps.length + 1) * STEP_FEATURES);
  track.write(values, 0);
  steps.forEach((step, index) => {
    track.follow(step);
    track.write(values, (index + 1) * STEP_FEATURES);
  });
  return tensor3d(values, [1, steps.length + 1, STEP_FEATURES]);
}

/** The state in which the last step given is the next input, the same for all rows but for their latent vectors. */
function stateAfter(
  model: DrawingModel,
  given: readonly PenStep[],
  { count, latents }: Pick<StepsToDraw, 'count' | 'latents'>,
): readonly Tensor2D[] {
  if (given.length === 0) return [...model.initialState(count, latents)];
  const xs = inputsOf(given.slice(0, -1));
  const { last } = model.read(mul(xs, ones([count, 1, 1])) as Tensor3D, { latent: latents });
  return [...last];
}

/** [rows, STEP_FEATURES] of the last of each row's steps. */
function inputOf(rows: readonly (readonly PenStep[])[]): Tensor2D {
  const values = new Float32Array(rows.length * STEP_FEATURES);
  rows.forEach((steps, row) => {
    const track = penTrack();
    for (const step of steps) track.follow(step);
    track.write(values, row * STEP_FEATURES);
  });
  return tensor2d(values, [rows.length, STEP_FEATURES]);
}

/** The same outputs, the third of which, the pen's end, is out of the question. */
function withoutEnd(outputs: Tensor2D): Tensor2D {
  const width = outputs.shape[1];
  const penalty = new Float32Array(width);
  penalty[2] = -NEVER;
  return sub(outputs, tensor2d(penalty, [1, width])) as Tensor2D;
}

interface CheckedOptions {
  readonly count: number;
  readonly temperature: number;
  readonly bias: number;
  readonly seed: number;
  readonly maxPoints: number;
}

/** Options in range, with what they are by default. @throws InputError for others */
export function checkDrawOptions({
  count = 1,
  temperature = 0.5,
  bias = 0,
  seed = 1,
  maxPoints = 300,
}: DrawOptions & { readonly count?: number | undefined }): CheckedOptions {
  const check = (isRight: boolean, wanted: string, got: number): void => {
    if (!isRight) throw new InputError(`draw: expected ${wanted}, got ${got}.`);
  };
  check(Number.isInteger(count) && count >= 1, 'a whole number of drawings, 1 or more', count);
  check(temperature > 0 && temperature < Infinity, 'a temperature above 0', temperature);
  check(bias >= 0 && bias < Infinity, 'a bias of 0 or more', bias);
  check(Number.isSafeInteger(seed) && seed >= 0, 'a seed that is a whole number, 0 or more', seed);
  check(Number.isInteger(maxPoints) && maxPoints >= 1, 'maxPoints of 1 or more', maxPoints);
  return { count, temperature, bias, seed, maxPoints };
}
