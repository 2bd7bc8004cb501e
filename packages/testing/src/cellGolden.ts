import type { Cell, unroll as Unroll } from '@reprise/core';
import {
  concat,
  namedParams,
  param,
  type Module,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { closeTo, LONG_TOLERANCE, TOLERANCE, toTensor, type Nested } from './closeTo.ts';
import { differentiate } from './differentiate.ts';
import { assignParams, loadGolden } from './golden.ts';
import { tensorTest } from './leakCheck.ts';

/** One layer or direction of a run in tools/golden/data/cells.json. */
interface GoldenPart {
  readonly params: Readonly<Record<string, Nested>>;
  readonly initial: readonly Nested[];
  readonly last: readonly Nested[];
  readonly lastWeights: readonly Nested[];
  readonly gradients: {
    readonly params: Readonly<Record<string, Nested>>;
    readonly initial: readonly Nested[];
  };
}

interface GoldenRun {
  readonly xs: readonly Nested[];
  readonly lengths: readonly number[];
  readonly outputs: Nested;
  readonly outputWeights: Nested;
  readonly gradient: Nested;
  readonly parts: readonly GoldenPart[];
  /** the masks that the run was given, by name */
  readonly noise?: GoldenNoise<Nested>;
}

/** Masks by name, as the cells' noise has them. */
type GoldenNoise<T> = Readonly<Record<string, T>>;

/** How the toolkit does what PyTorch did. */
export interface GoldenSubject {
  /** the layers or directions, in PyTorch's order; they get its weights */
  readonly parts: readonly Module[];
  /** `initial` and `last`: a state for each part */
  readonly run: (
    xs: Tensor3D,
    initial: readonly (readonly Tensor2D[])[],
    lengths: readonly number[],
    noise: GoldenNoise<Tensor> | undefined,
  ) => { readonly outputs: Tensor3D; readonly last: readonly (readonly Tensor2D[])[] };
  /** whether `run` starts from `initial` (default true), else from zeros of its own */
  readonly usesInitial?: boolean;
}

/** Compares a run over ragged sequences with PyTorch's: outputs, last states, and every gradient. */
export function cellGoldenTest(key: string, title: string, makeSubject: () => GoldenSubject): void {
  tensorTest(title, () => {
    const golden = (loadGolden('cells') as Record<string, GoldenRun>)[key] as GoldenRun;
    const tolerance = Math.max(...golden.lengths) > 32 ? LONG_TOLERANCE : TOLERANCE;
    const { parts, run, usesInitial = true } = makeSubject();
    const xs = param(toTensor(golden.xs) as Tensor3D);
    const initial = golden.parts.map((part) =>
      part.initial.map((state) => param(toTensor(state) as Tensor2D)),
    );
    const noise =
      golden.noise &&
      Object.fromEntries(Object.entries(golden.noise).map(([name, mask]) => [name, toTensor(mask)]));
    const weights = [golden.outputWeights, ...golden.parts.flatMap((part) => part.lastWeights)].map(toTensor);

    const leaves = new Map<string, Variable>([['xs', xs]]);
    const expected = new Map<string, Nested>([['xs', golden.gradient]]);
    golden.parts.forEach((part, index) => {
      const { params } = parts[index] as Module;
      assignParams(params, part.params);
      for (const [name, variable] of namedParams(params)) {
        leaves.set(`${name} of part ${index}`, variable);
        expected.set(`${name} of part ${index}`, part.gradients.params[name] as Nested);
      }
      initial[index]?.forEach((state, at) => {
        leaves.set(`initial state ${at} of part ${index}`, state);
        if (usesInitial)
          expected.set(`initial state ${at} of part ${index}`, part.gradients.initial[at] as Nested);
      });
    });

    const runAll = (): Tensor[] => {
      const { outputs, last } = run(xs, initial, golden.lengths, noise);
      return [outputs, ...last.flat()];
    };
    try {
      const { values, gradients } = differentiate(runAll, weights, leaves);
      closeTo(values[0] as Tensor, golden.outputs, 'outputs', { tolerance });
      const lasts = golden.parts.flatMap((part) => part.last);
      lasts.forEach((last, at) => closeTo(values[1 + at] as Tensor, last, `last state ${at}`, { tolerance }));
      expected.forEach((gradient, name) => {
        closeTo(gradients.get(name) as Tensor, gradient, `gradient of ${name}`, { tolerance });
      });
    } finally {
      leaves.forEach((leaf) => leaf.dispose());
    }
  });
}

/** One cell from the start, with the oracle's masks where it has some. */
export function oneWay(cell: Cell, unroll: typeof Unroll): GoldenSubject {
  return {
    parts: [cell],
    run: (xs, [initialState], lengths, noise) => {
      const { outputs, last } = unroll(cell, xs, { lengths, initialState, noise });
      return { outputs, last: [last] };
    },
  };
}

/** Two cells over one sequence, the second from its end, as PyTorch's bidirectional modules run them. */
export function bothWays(forward: Cell, backward: Cell, unroll: typeof Unroll): GoldenSubject {
  return {
    parts: [forward, backward],
    run: (xs, [begin, end], lengths) => {
      const there = unroll(forward, xs, { lengths, initialState: begin });
      const back = unroll(backward, xs, { lengths, reverse: true, initialState: end });
      return { outputs: concat([there.outputs, back.outputs], 2), last: [there.last, back.last] };
    },
  };
}
