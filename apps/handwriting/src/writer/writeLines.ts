import {
  generate,
  InputError,
  packCell,
  packSoftWindow,
  readPenMixture,
  samplePenStep,
  unroll,
  type Draw,
  type BoundSoftWindow,
  type PackedCell,
  type PackedSoftWindow,
  type PenMixture,
  type PenSampling,
  type Stepper,
} from '@reprise/core';
import {
  concat,
  retain,
  scope,
  slice,
  tensor2d,
  tensor3d,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { inputsAndTargets, pathOf, setInput, STEP, STEP_INPUTS, type PenPath } from './penPath.ts';
import type { WriterModel } from './writerModel.ts';
import type { WriterText } from './writerText.ts';

/** How the pen went over something that was written before, in the same hand. */
export interface Prime {
  readonly text: string;
  readonly path: PenPath;
}

export interface Asked {
  readonly text: string;
  /** what the hand wrote before; what is written then stands behind it and a space */
  readonly prime?: Prime | undefined;
}

export interface WriteOptions extends PenSampling {
  readonly rng: Rng;
  /** keeps the distribution of each step, for a picture of it */
  readonly mixtures?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How the pen went over one text. */
export interface WrittenPath extends PenPath {
  /** of each step: the weight of every character of the text, the end last, in the window */
  readonly attention: readonly Float32Array[];
  /** of each step, where they were asked for */
  readonly mixtures: readonly PenMixture[];
  /** whether the network ended by itself, having come to the last character */
  readonly ended: boolean;
}

/** Steps that a character may take; what goes on longer has lost its way. */
const MOST_STEPS = 60;
const SPARE_STEPS = 40;

const PEN_LIFTS = 1;
const PEN_ENDS = 2;

/** What is known of a step once it is chosen. */
interface Step {
  readonly dx: number;
  readonly dy: number;
  readonly pen: number;
  readonly attention: Float32Array;
  readonly mixture: PenMixture | undefined;
}

interface Emission {
  readonly outputs: Tensor2D;
  readonly phi: Tensor2D;
}

/**
 * Writes texts, each by a row of its own: the same for one key, whatever is written beside it.
 * @throws InputError for an empty text, and for characters that the model has not learned
 */
export async function writeLines(
  model: WriterModel,
  text: WriterText,
  asked: readonly Asked[],
  { rng, mixtures = false, signal, ...sampling }: WriteOptions,
): Promise<WrittenPath[]> {
  const rows = asked.map(({ text: words, prime }) => {
    if (words === '') throw new InputError('write: expected a text, got none.');
    const whole = prime ? `${prime.text} ${words}` : words;
    return {
      tokens: text.encode(whole),
      prime: prime && inputsAndTargets(prime.path).inputs,
      skipped: whole.length - words.length,
    };
  });
  const width = Math.max(...rows.map(({ tokens }) => tokens.length));
  // How far each pen is below its baseline.
  const heights = asked.map(({ prime }) => heightAtEnd(prime?.path));

  const started = scope(() => begin(model, rows, width));
  const first = packSoftWindow(model.window);
  const upper = model.upper.map((layer) => packCell(layer));
  const stepper = retain(() => {
    const layers = { first: first.value, upper: upper.map(({ value }) => value) };
    return stepperOf(model, layers, model.window.bind(started.memory, started.lengths));
  });
  const draw: Draw<Emission, Step, Tensor2D, 'outputs' | 'phi'> = {
    prepare: ({ outputs, phi }) => ({ outputs, phi }),
    choose({ outputs, phi }, key) {
      const mixture = readPenMixture(outputs as Float32Array, sampling);
      const { dx, dy, pen } = samplePenStep(mixture, key);
      const value = {
        dx: dx * STEP,
        dy: dy * STEP,
        pen,
        attention: (phi as Float32Array).slice(),
        mixture: mixtures ? mixture : undefined,
      };
      return { value, logProb: 0 };
    },
    input: (values, current) => {
      const inputs = new Float32Array(values.length * STEP_INPUTS);
      values.forEach(({ dx, dy, pen }, index) => {
        const { source } = current[index] as (typeof current)[number];
        const below = (heights[source] as number) + dy;
        heights[source] = below;
        setInput(inputs, index, { dx, dy, lifts: pen === PEN_LIFTS ? 1 : 0, below });
      });
      return tensor2d(inputs, [values.length, STEP_INPUTS]);
    },
  };
  try {
    const made = await generate<Emission, Step, Tensor2D, 'outputs' | 'phi'>(stepper.value, {
      input: () => tensor2d(started.input, [rows.length, STEP_INPUTS]),
      state: () => started.state,
      draw,
      rng,
      maxLength: asked.map(({ text: words }) => MOST_STEPS * Array.from(words).length + SPARE_STEPS),
      isDone: ({ pen }) => pen === PEN_ENDS,
      signal,
    });
    return made.map(({ values }, row) => pathOfSteps(values, rows[row] as (typeof rows)[number]));
  } finally {
    stepper.free();
    for (const layer of [first, ...upper]) layer.free();
    started.memory.dispose();
    for (const part of started.state) part.dispose();
  }
}

function pathOfSteps(
  values: readonly Step[],
  { tokens, skipped }: { tokens: Int32Array; skipped: number },
): WrittenPath {
  const last = values.at(-1);
  const drawn = last?.pen === PEN_ENDS ? values.slice(0, -1) : values;
  const ended = last?.pen === PEN_ENDS && looksAt(last.attention, tokens.length) >= tokens.length - 2;
  const offsets = new Float32Array(3 * drawn.length);
  drawn.forEach(({ dx, dy, pen }, row) => {
    offsets.set([dx, dy, pen === PEN_LIFTS ? 1 : 0], 3 * row);
  });
  return {
    offsets,
    ended,
    attention: drawn.map(({ attention }) => attention.slice(skipped, tokens.length)),
    mixtures: drawn.flatMap(({ mixture }) => mixture ?? []),
  };
}

/** The number of the token that the window shows most of. */
function looksAt(attention: Float32Array, count: number): number {
  return attention
    .subarray(0, count)
    .reduce((best, weight, at) => (weight > (attention[best] as number) ? at : best), 0);
}

function heightAtEnd(path: PenPath | undefined): number {
  let below = 0;
  if (path) for (let at = 1; at < path.offsets.length; at += 3) below += path.offsets[at] as number;
  return below;
}

interface PreparedRow {
  readonly tokens: Int32Array;
  /** [steps + 1, STEP_INPUTS]; the last is the first input of what is to be written */
  readonly prime: Float32Array | undefined;
}

/** Reads what was written before: the state behind it, and the first input. */
function begin(model: WriterModel, rows: readonly PreparedRow[], width: number) {
  const ids = new Int32Array(rows.length * width);
  const lengths = rows.map(({ tokens }) => tokens.length);
  rows.forEach(({ tokens }, row) => {
    ids.set(tokens, row * width);
  });
  const memory = model.embedding.apply(tensor2d(ids, [rows.length, width], 'int32'));
  const first = inputsAndTargets(pathOf([], 1)).inputs;
  const inputs = rows.map(({ prime }) => prime ?? first);
  const counts = inputs.map((own) => own.length / STEP_INPUTS - 1);
  const time = Math.max(...counts);
  const xs = new Float32Array(rows.length * time * STEP_INPUTS);
  const input = new Float32Array(rows.length * STEP_INPUTS);
  inputs.forEach((own, row) => {
    xs.set(own.subarray(0, own.length - STEP_INPUTS), row * time * STEP_INPUTS);
    input.set(own.subarray(own.length - STEP_INPUTS), row * STEP_INPUTS);
  });
  return {
    memory,
    lengths,
    input,
    state: [...readPrimes(model, memory, lengths, tensor3d(xs, [rows.length, time, STEP_INPUTS]), counts)],
  };
}

function readPrimes(
  model: WriterModel,
  memory: Tensor3D,
  textLengths: readonly number[],
  xs: Tensor3D,
  lengths: readonly number[],
): Tensor2D[] {
  const first = unroll(model.window.bind(memory, textLengths), xs, { lengths });
  const state: Tensor2D[] = [...first.last];
  const seen = slice(first.outputs, [0, 0, model.hiddenSize], [-1, -1, model.window.memorySize]);
  let below = slice(first.outputs, [0, 0, 0], [-1, -1, model.hiddenSize]);
  for (const layer of model.upper) {
    const { outputs, last } = unroll(layer, concat([xs, seen, below], 2), { lengths });
    state.push(...last);
    below = outputs;
  }
  return state;
}

/** The parts of the state of the layer with the window. */
const WINDOW_STATE = 4;

interface PackedLayers {
  readonly first: PackedSoftWindow;
  readonly upper: readonly PackedCell[];
}

function stepperOf(
  model: WriterModel,
  layers: PackedLayers,
  bound: BoundSoftWindow,
): Stepper<Tensor2D, Emission> {
  return {
    step(input, state) {
      const next = [...layers.first.step(bound, input, state.slice(0, WINDOW_STATE) as never)];
      const [output, , , phi] = next as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
      const seen = slice(output, [0, model.hiddenSize], [-1, -1]);
      const hidden = [slice(output, [0, 0], [-1, model.hiddenSize])];
      layers.upper.forEach((layer, index) => {
        const own = state.slice(WINDOW_STATE + 2 * index, WINDOW_STATE + 2 * index + 2);
        const below = hidden.at(-1) as Tensor2D;
        const after = layer.step(concat([input, seen, below], 1), own);
        next.push(...(after as Tensor2D[]));
        hidden.push(after[0] as Tensor2D);
      });
      return { emission: { outputs: model.output.apply(concat(hidden, 1)), phi }, state: next };
    },
    select: (rows) => stepperOf(model, layers, bound.select(rows)),
  };
}
