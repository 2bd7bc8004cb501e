import type { Tensor } from '@tensorflow/tfjs-core';
import { runNative, type Attribute } from '../native.ts';
import { tf } from '../tfjs.ts';
import { checkAlike } from './lists.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/** Parameters in the step of an optimizer; all lists in the same order. */
export interface ParameterLists {
  readonly values: readonly Tensor[];
  readonly gradients: readonly Tensor[];
  /** multiplies all gradients, where they are clipped */
  readonly gradientScale: number;
  readonly learningRate: number;
  readonly weightDecays: readonly number[];
}

export interface Moments {
  /** Sums of the gradients, decayed by β₁ each step: Adam's m / (1 - β₁) before its correction. */
  readonly firstMoments: readonly Tensor[];
  /** Sums of their squares, decayed by β₂: v / (1 - β₂). */
  readonly secondMoments: readonly Tensor[];
}

export interface AdamNumbers {
  /** the number of this step, from 1 on */
  readonly step: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Weight decay shrinks the values (Loshchilov and Hutter 2019) instead of adding to the gradients. */
  readonly decoupled: boolean;
}

export interface SGDNumbers {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/**
 * One step of Adam (Kingma and Ba 2015) for all parameters, in one call where the engine has its kernel. Kept as plain
 * decayed sums, the moments need no factors of their own: those and the corrections of the bias meet in two numbers.
 * @param moments handed over: they become the new ones, or are freed. Nobody else may hold their memory, neither a
 *   clone or reshaped tensor nor the array that one was made of.
 * @returns tensors of the caller's; the values are new
 * @throws RangeError when the lists do not go together, or somebody else holds a moment; nothing is changed then
 */
export function adamStep(
  parameters: ParameterLists,
  { firstMoments, secondMoments }: Moments,
  { step, beta1, beta2, epsilon, decoupled }: AdamNumbers,
): { values: Tensor[] } & Moments {
  const { values, gradients, gradientScale, learningRate, weightDecays } = parameters;
  checkLists('adamStep', parameters, { firstMoments, secondMoments });
  const meanScale = (1 - beta1) / (1 - beta1 ** step);
  const rootScale = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  const stepSize = (learningRate * meanScale) / rootScale;
  const scaledEpsilon = epsilon / rootScale;
  const decays = weightDecays.map((decay) => (decoupled ? learningRate * decay : decay));

  if (hasNativeKernels()) {
    const lists = [...values, ...gradients, ...firstMoments, ...secondMoments];
    const numbers = [gradientScale, beta1, beta2, scaledEpsilon, stepSize];
    const next = runStep('RepriseAdamStep', { decoupled: { bool: decoupled } }, lists, decays, numbers);
    return { values: next, firstMoments, secondMoments };
  }

  const next = values.map((value, index) =>
    tf.tidy(() => {
      const decay = decays[index] as number;
      const scaled = scale(gradients[index] as Tensor, gradientScale);
      const slope = decoupled ? scaled : withPenalty(scaled, value, decay);
      const m = tf.add(tf.mul(firstMoments[index] as Tensor, beta1), slope);
      const v = tf.add(tf.mul(secondMoments[index] as Tensor, beta2), tf.square(slope));
      const direction = tf.div(m, tf.add(tf.sqrt(v), scaledEpsilon));
      const shrunk = decoupled && decay !== 0 ? tf.mul(value, 1 - decay) : value;
      return { value: tf.sub(shrunk, tf.mul(direction, stepSize)), m, v };
    }),
  );
  tf.dispose([...firstMoments, ...secondMoments]);
  return {
    values: next.map(({ value }) => value),
    firstMoments: next.map(({ m }) => m),
    secondMoments: next.map(({ v }) => v),
  };
}

/**
 * One step of gradient descent for all parameters, in one call where the engine has its kernel. With velocities it has
 * momentum (Sutskever et al. 2013, in PyTorch's form: the learning rate is outside of the velocity).
 * @param velocities one for each parameter, or none where there is no momentum; handed over like Adam's moments
 * @returns tensors of the caller's; the values are new
 * @throws RangeError when the lists do not go together, or somebody else holds a velocity; nothing is changed then
 */
export function sgdStep(
  parameters: ParameterLists,
  velocities: readonly Tensor[],
  { momentum, nesterov }: SGDNumbers,
): { values: Tensor[]; velocities: readonly Tensor[] } {
  const { values, gradients, gradientScale, learningRate, weightDecays } = parameters;
  checkLists('sgdStep', parameters, velocities.length > 0 ? { velocities } : {});

  if (hasNativeKernels()) {
    const lists = [...values, ...gradients, ...velocities];
    const attributes = { M: { int: velocities.length }, nesterov: { bool: nesterov } };
    const numbers = [gradientScale, learningRate, momentum];
    return { values: runStep('RepriseSgdStep', attributes, lists, weightDecays, numbers), velocities };
  }

  const next = values.map((value, index) =>
    tf.tidy(() => {
      const scaled = scale(gradients[index] as Tensor, gradientScale);
      const slope = withPenalty(scaled, value, weightDecays[index] as number);
      const before = velocities[index];
      if (!before) return { value: tf.sub(value, tf.mul(slope, learningRate)) };
      const velocity = tf.add(tf.mul(before, momentum), slope);
      const direction = nesterov ? tf.add(slope, tf.mul(velocity, momentum)) : velocity;
      return { value: tf.sub(value, tf.mul(direction, learningRate)), velocity };
    }),
  );
  tf.dispose([...velocities]);
  return {
    values: next.map(({ value }) => value),
    velocities: next.flatMap(({ velocity }) => velocity ?? []),
  };
}

/** @returns the new values; what the operation keeps besides is overwritten */
function runStep(
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  lists: readonly Tensor[],
  decays: readonly number[],
  numbers: readonly number[],
): Tensor[] {
  const count = decays.length;
  if (count === 0) return [];
  return tf.tidy(() => {
    const inputs = [...lists, tf.tensor1d([...decays]), tf.tensor1d([...numbers])];
    return runNative(name, { N: { int: count }, ...attributes }, inputs, count);
  });
}

function scale(gradient: Tensor, factor: number): Tensor {
  return factor === 1 ? gradient : tf.mul(gradient, factor);
}

function withPenalty(gradient: Tensor, value: Tensor, decay: number): Tensor {
  return decay === 0 ? gradient : tf.add(gradient, tf.mul(value, decay));
}

/** @param owned the lists that are handed over */
function checkLists(
  who: string,
  { values, gradients, weightDecays }: ParameterLists,
  owned: Readonly<Record<string, readonly Tensor[]>>,
): void {
  checkAlike(who, { values, gradients, ...owned });
  if (weightDecays.length !== values.length) {
    throw new RangeError(
      `${who}: expected as many weightDecays as values (${values.length}), got ${weightDecays.length}.`,
    );
  }
  checkOwned(who, [...values, ...gradients], owned);
}

/** What is overwritten must be seen by nobody else. */
function checkOwned(
  who: string,
  others: readonly Tensor[],
  owned: Readonly<Record<string, readonly Tensor[]>>,
): void {
  const backend = tf.backend();
  const seen = new Set<object>(others.map(({ dataId }) => dataId));
  for (const [name, list] of Object.entries(owned)) {
    for (const [index, { dataId }] of list.entries()) {
      if (seen.has(dataId) || backend.refCount(dataId) !== 1) {
        throw new RangeError(
          `${who}: expected ${name} that nobody else holds, got a shared ${name}[${index}].`,
        );
      }
      seen.add(dataId);
    }
  }
}
