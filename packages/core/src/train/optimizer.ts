import {
  adamStep,
  dispose,
  keep,
  scope,
  sgdStep,
  tensor,
  zerosLike,
  type ParameterLists,
  type Tensor,
  type Variable,
} from '@reprise/engine';
import type { TensorValues } from '../interop/safetensors.ts';
import { readTensors } from './weights.ts';

/** Changes parameters along their gradients; knows nothing of losses, batches or schedules. */
export interface Optimizer {
  /**
   * One step. The gradients stay the caller's; a parameter without one is left as it is.
   * @param gradientScale multiplies all gradients; given only where {@link scalesGradients}, by default 1
   */
  step(
    params: ReadonlyMap<string, Variable>,
    gradients: ReadonlyMap<string, Tensor>,
    learningRate: number,
    gradientScale?: number,
  ): void;
  /**
   * Whether `step` takes `gradientScale`: clipping then costs no pass over the gradients of its own. An optimizer
   * without it gets gradients that are clipped already.
   */
  readonly scalesGradients?: boolean;
  /** All that the next step depends on, as plain data. */
  state(): Map<string, TensorValues>;
  /**
   * Goes on from a {@link state}.
   * @throws RangeError when the state is another optimizer's
   */
  restore(state: ReadonlyMap<string, TensorValues>): void;
  /** Frees the optimizer's tensors. */
  dispose(): void;
}

/** Says for which parameters weight decay holds. */
export type DecayFilter = (name: string, shape: readonly number[]) => boolean;

interface DecayOptions {
  readonly weightDecay?: number;
  /** by default the parameters of two and more axes: biases and the gains of a norm are not decayed */
  readonly decays?: DecayFilter;
}

export interface AdamOptions extends DecayOptions {
  /** decay of the mean of the gradients, by default 0.9 */
  readonly beta1?: number;
  /** decay of the mean of their squares, by default 0.999 */
  readonly beta2?: number;
  /** by default 1e-8 */
  readonly epsilon?: number;
}

export interface SGDOptions extends DecayOptions {
  /** by default 0 */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/** The equations for all parameters at once. */
interface Rule {
  /** What there is of each parameter besides its value: tensors of the same shape, zero before the first step. */
  readonly slots: readonly string[];
  /**
   * @param slots by slot, and in it by parameter; handed over
   * @param step the number of this step, from 1 on
   * @returns tensors in the same order, new ones for the values
   */
  readonly next: (
    parameters: ParameterLists,
    slots: readonly (readonly Tensor[])[],
    step: number,
  ) => { values: readonly Tensor[]; slots: readonly (readonly Tensor[])[] };
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): before its step each weight shrinks by
 * `learningRate · weightDecay`. `weightDecay` is 0.01 by default.
 */
export function adamW({ weightDecay = 0.01, decays, ...options }: AdamOptions = {}): Optimizer {
  return optimizer(weightDecay, decays, adamRule(options, true));
}

/** Adam (Kingma and Ba 2015). `weightDecay`, by default 0, is an L2 penalty: it adds to the gradient. */
export function adam({ weightDecay = 0, decays, ...options }: AdamOptions = {}): Optimizer {
  return optimizer(weightDecay, decays, adamRule(options, false));
}

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form: the learning rate is
 * outside of the velocity). `weightDecay`, by default 0, is an L2 penalty.
 */
export function sgd({ momentum = 0, nesterov = false, weightDecay = 0, decays }: SGDOptions = {}): Optimizer {
  if (nesterov && momentum === 0) throw new RangeError('sgd: nesterov needs a momentum above 0, got 0.');
  return optimizer(weightDecay, decays, {
    slots: momentum === 0 ? [] : ['velocity'],
    next(parameters, [before = []]) {
      const { values, velocities } = sgdStep(parameters, before, { momentum, nesterov });
      return { values, slots: momentum === 0 ? [] : [velocities] };
    },
  });
}

function adamRule(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: Omit<AdamOptions, keyof DecayOptions>,
  decoupled: boolean,
): Rule {
  return {
    slots: ['firstMoment', 'secondMoment'],
    next(parameters, [first = [], second = []], step) {
      const before = { firstMoments: first, secondMoments: second };
      const next = adamStep(parameters, before, { step, beta1, beta2, epsilon, decoupled });
      return { values: next.values, slots: [next.firstMoments, next.secondMoments] };
    },
  };
}

const isMatrix: DecayFilter = (_, shape) => shape.length >= 2;

function optimizer(weightDecay: number, decays: DecayFilter = isMatrix, rule: Rule): Optimizer {
  let steps = 0;
  const slots = new Map<string, Tensor>();
  const clear = (): void => {
    dispose([...slots.values()]);
    slots.clear();
  };

  return {
    scalesGradients: true,
    step(params, gradients, learningRate, gradientScale = 1) {
      const names = [...gradients.keys()];
      const unknown = names.find((name) => !params.has(name));
      if (unknown !== undefined)
        throw new RangeError(`optimizer: got a gradient for '${unknown}', which is no parameter.`);
      const variables = names.map((name) => params.get(name) as Variable);
      const weightDecays = variables.map(({ shape }, index) =>
        decays(names[index] as string, shape) ? weightDecay : 0,
      );
      const parameters: ParameterLists = {
        values: variables,
        gradients: [...gradients.values()],
        gradientScale,
        learningRate,
        weightDecays,
      };
      scope(() => {
        const keys = rule.slots.map((slot) => names.map((name) => `${slot}.${name}`));
        const before = keys.map((list) =>
          list.map((key, index) => slots.get(key) ?? zerosLike(variables[index] as Tensor)),
        );
        const next = rule.next(parameters, before, steps + 1);
        steps++;
        for (const [index, variable] of variables.entries()) variable.assign(next.values[index] as Tensor);
        for (const [slot, list] of keys.entries())
          for (const [index, key] of list.entries())
            slots.set(key, keep(next.slots[slot]?.[index] as Tensor));
      });
    },
    state: () => readTensors(slots).set('step', { shape: [], values: Float32Array.of(steps) }),
    restore(state) {
      const wrong = [...state.keys()].find(
        (key) => key !== 'step' && !rule.slots.includes(key.replace(/\..*/, '')),
      );
      const step = state.get('step')?.values[0];
      if (wrong !== undefined || step === undefined) {
        const wanted = ['step', ...rule.slots].join(', ');
        throw new RangeError(`optimizer: expected a state with ${wanted}, got ${wrong ?? 'none of step'}.`);
      }
      clear();
      steps = step;
      // Copied, because a step overwrites the slots and the engine may hold a tensor in the array that it came in.
      for (const [key, { shape, values }] of state)
        if (key !== 'step') slots.set(key, tensor(Float32Array.from(values), [...shape]));
    },
    dispose: clear,
  };
}
