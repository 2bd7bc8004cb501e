import {
  add,
  dispose,
  div,
  keep,
  mul,
  scope,
  sqrt,
  square,
  sub,
  tensor,
  zerosLike,
  type Tensor,
  type Variable,
} from '@reprise/engine';
import type { TensorValues } from '../interop/safetensors.ts';
import { readTensors } from './weights.ts';

/** Changes parameters along their gradients; knows nothing of losses, batches or schedules. */
export interface Optimizer {
  /** One step. The gradients stay the caller's; a parameter without one is left as it is. */
  step(
    params: ReadonlyMap<string, Variable>,
    gradients: ReadonlyMap<string, Tensor>,
    learningRate: number,
  ): void;
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

interface Update {
  readonly learningRate: number;
  /** the number of this step, from 1 on */
  readonly step: number;
  /** 0 for a parameter that is not decayed */
  readonly weightDecay: number;
}

/** The equations for one parameter: its value and its slots (tensors of the same shape, zero before the first step). */
interface Rule {
  readonly slots: readonly string[];
  readonly next: (
    value: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    update: Update,
  ) => { value: Tensor; slots: Tensor[] };
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): before its step each weight shrinks by
 * `learningRate · weightDecay`. `weightDecay` is 0.01 by default.
 */
export function adamW({ weightDecay = 0.01, decays, ...options }: AdamOptions = {}): Optimizer {
  const { slots, next } = adamRule(options);
  return optimizer(weightDecay, decays, {
    slots,
    next(value, gradient, moments, update) {
      const shrunk =
        update.weightDecay === 0 ? value : mul(value, 1 - update.learningRate * update.weightDecay);
      return next(shrunk, gradient, moments, update);
    },
  });
}

/** Adam (Kingma and Ba 2015). `weightDecay`, by default 0, is an L2 penalty: it adds to the gradient. */
export function adam({ weightDecay = 0, decays, ...options }: AdamOptions = {}): Optimizer {
  const { slots, next } = adamRule(options);
  return optimizer(weightDecay, decays, {
    slots,
    next: (value, gradient, moments, update) =>
      next(value, withPenalty(gradient, value, update), moments, update),
  });
}

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form: the learning rate is
 * outside of the velocity). `weightDecay`, by default 0, is an L2 penalty.
 */
export function sgd({ momentum = 0, nesterov = false, weightDecay = 0, decays }: SGDOptions = {}): Optimizer {
  if (nesterov && momentum === 0) throw new RangeError('sgd: nesterov needs a momentum above 0, got 0.');
  return optimizer(weightDecay, decays, {
    slots: momentum === 0 ? [] : ['velocity'],
    next(value, gradient, [velocity], update) {
      const slope = withPenalty(gradient, value, update);
      if (!velocity) return { value: sub(value, mul(slope, update.learningRate)), slots: [] };
      const v = add(mul(velocity, momentum), slope);
      const direction = nesterov ? add(slope, mul(v, momentum)) : v;
      return { value: sub(value, mul(direction, update.learningRate)), slots: [v] };
    },
  });
}

function withPenalty(gradient: Tensor, value: Tensor, { weightDecay }: Update): Tensor {
  return weightDecay === 0 ? gradient : add(gradient, mul(value, weightDecay));
}

/**
 * Adam's two moments m and v, kept as the plain decayed sums m / (1 - β₁) and v / (1 - β₂); these factors and
 * the corrections of the bias meet in two numbers, so that a parameter costs nine operations.
 */
function adamRule({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: Omit<AdamOptions, keyof DecayOptions>): Rule {
  return {
    slots: ['firstMoment', 'secondMoment'],
    next(value, gradient, [firstMoment, secondMoment], { learningRate, step }) {
      const m = add(mul(firstMoment as Tensor, beta1), gradient);
      const v = add(mul(secondMoment as Tensor, beta2), square(gradient));
      const meanScale = (1 - beta1) / (1 - beta1 ** step);
      const rootScale = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
      const direction = div(m, add(sqrt(v), epsilon / rootScale));
      return { value: sub(value, mul(direction, (learningRate * meanScale) / rootScale)), slots: [m, v] };
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

  const stepOne = (name: string, variable: Variable, gradient: Tensor, learningRate: number): void => {
    const keys = rule.slots.map((slot) => `${slot}.${name}`);
    const before = keys.map((key) => slots.get(key) ?? zerosLike(gradient));
    const update = { learningRate, step: steps, weightDecay: decays(name, variable.shape) ? weightDecay : 0 };
    const next = rule.next(variable, gradient, before, update);
    variable.assign(next.value);
    dispose(before);
    for (const [index, key] of keys.entries()) slots.set(key, keep(next.slots[index] as Tensor));
  };

  return {
    step(params, gradients, learningRate) {
      steps++;
      for (const [name, gradient] of gradients) {
        const variable = params.get(name);
        if (!variable)
          throw new RangeError(`optimizer: got a gradient for '${name}', which is no parameter.`);
        scope(() => {
          stepOne(name, variable, gradient, learningRate);
        });
      }
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
      for (const [key, { shape, values }] of state)
        if (key !== 'step') slots.set(key, tensor(values, [...shape]));
    },
    dispose: clear,
  };
}
