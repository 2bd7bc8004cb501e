import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { tf } from './tfjs.ts';

/** The parameters of a model: variables in nested records and lists, each named by its path. */
export interface ParamTree {
  readonly [name: string]: Variable | ParamTree | readonly ParamTree[];
}

/** A part of a model that has parameters. */
export interface Module {
  readonly params: ParamTree;
}

/** A trainable tensor with the values of `initial`, which is freed. */
export function param<T extends Tensor>(initial: T): T & Variable {
  const variable = tf.variable(initial);
  initial.dispose();
  return variable as unknown as T & Variable;
}

/**
 * All parameters by path, as in `encoder.layers.0.weightIh`, in the order of the tree. A variable that stands in
 * two places (tied weights) is listed once, under its first path.
 */
export function namedParams(tree: ParamTree): Map<string, Variable> {
  const named = new Map<string, Variable>();
  const seen = new Set<Variable>();
  const visit = (node: Variable | ParamTree | readonly ParamTree[], path: string): void => {
    if (isVariable(node)) {
      if (!seen.has(node)) named.set(path, node);
      seen.add(node);
      return;
    }
    for (const [name, child] of Object.entries(node)) visit(child, path === '' ? name : `${path}.${name}`);
  };
  visit(tree, '');
  return named;
}

function isVariable(node: object): node is Variable {
  return node instanceof tf.Variable;
}

/** The number of trainable numbers. */
export function countParams(tree: ParamTree): number {
  let count = 0;
  for (const variable of namedParams(tree).values()) count += variable.size;
  return count;
}

/** Frees all parameters. */
export function disposeParams(tree: ParamTree): void {
  for (const variable of namedParams(tree).values()) variable.dispose();
}
