import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { isTarget } from '../gradients.ts';
import { nothing } from '../native.ts';
import { tf } from '../tfjs.ts';

/** An operation with its gradient, as one entry of the tape. */
export interface FusedOperation<K extends string> {
  /** what gradients flow to */
  readonly inputs: Readonly<Record<K, Tensor>>;
  /**
   * Computes the outputs; what it saves comes back in the backward pass, the rest of what it makes is freed.
   * @param learning whether a backward pass may follow
   */
  readonly forward: (save: (tensors: readonly TensorInfo[]) => void, learning: boolean) => Tensor[];
  /**
   * The gradients of the inputs, all out of one call.
   * @param dys of the outputs; undefined for one that nothing depends on
   * @param wants whether somebody asks for an input's gradient, where leaving it out saves work
   */
  readonly backward: (
    dys: readonly (Tensor | undefined)[],
    saved: readonly TensorInfo[],
    wants: (name: K) => boolean,
  ) => Readonly<Record<K, Tensor>>;
}

interface TapeNode {
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[];
  gradient?: (dys: readonly (Tensor | null)[]) => Record<string, () => Tensor>;
}

/** The parts of tfjs' engine that `tf.customGrad` stands on; unlike that, they know operations of several outputs. */
interface Engine {
  isTapeOn(): boolean;
  readonly state: { readonly activeTape: readonly TapeNode[] | null };
  runKernelFunc(call: {
    readonly inputs: object;
    readonly forwardFunc: (backend: unknown, save: (tensors: readonly Tensor[]) => void) => Tensor[];
  }): Tensor[];
}

/** Whether gradients are being taken, of whatever is computed now. */
export function isRecording(): boolean {
  return (tf.engine() as unknown as Engine).isTapeOn();
}

/** Runs an operation, and records it where gradients are being taken. */
export function runFused<K extends string>({ inputs, forward, backward }: FusedOperation<K>): Tensor[] {
  const engine = tf.engine() as unknown as Engine;
  const learning = engine.isTapeOn();
  const names = Object.keys(inputs) as K[];
  const likely = new Set(names.filter((name) => learning && mayLearn(engine, inputs[name])));
  // Among what is saved are inputs that were left out; those are no tensors of tfjs.
  let operands: readonly TensorInfo[] = [];
  const isTensor = (info: TensorInfo): info is Tensor => info instanceof tf.Tensor;
  const outputs = engine.runKernelFunc({
    inputs,
    forwardFunc: (_, save) =>
      forward((infos) => {
        operands = infos;
        save(infos.filter(isTensor));
      }, learning),
  });
  const node = learning ? engine.state.activeTape?.at(-1) : undefined;
  if (!node) return outputs;
  // Set here and not through tfjs, which would fill in zeros from the host for every output that nothing depends on.
  node.gradient = (given) => {
    const dys = given.map((dy) => dy ?? undefined);
    const kept = (node.saved ?? []).values();
    const saved = operands.map((info) => (isTensor(info) ? (kept.next().value as Tensor) : info));
    // Now and not when the first gradient is asked for: tfjs asks for each one in a scope of its own.
    const gradients = backward(dys, saved, (name) => likely.has(name));
    const gradientOf = (name: K): Tensor =>
      likely.has(name) ? gradients[name] : backward(dys, saved, () => true)[name];
    return Object.fromEntries(names.map((name) => [name, () => gradientOf(name)]));
  };
  return outputs;
}

/** Whether a gradient may be asked for: not for data that was just read. */
function mayLearn({ state }: Engine, tensor: Tensor): boolean {
  if (isTarget(tensor)) return true;
  return (state.activeTape ?? []).some(({ outputs }) => outputs.includes(tensor));
}

/** Where a sequence's real steps end, as kernels take it. */
export function lengthsTensor(lengths: ArrayLike<number> | undefined): TensorInfo {
  return lengths ? tf.tensor1d(Int32Array.from(lengths), 'int32') : nothing('int32');
}
