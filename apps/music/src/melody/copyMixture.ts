import {
  add,
  cast,
  concat,
  equal,
  exp,
  expandDims,
  log,
  logSumExp,
  matMul,
  mul,
  oneHot,
  reshape,
  slice,
  sub,
  tensor2d,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';

/** Its exponential is zero in float32, and it is finite, so that nothing becomes NaN. */
const NEVER = -1e9;

/**
 * The log-probability of what is said, which is either made up or copied (See et al. 2017, with the sentinel of Merity
 * et al. 2017): the first weight is that of making it up, each other one that of saying once more what stands there.
 * @param logWeights [rows, time, past]
 * @param madeUp log-probabilities of what is said if it is made up, [rows, time]
 * @param labels what is said, [rows · time]
 * @param past the tokens that can be copied, [rows · past]; the first of a row stands for making it up
 * @returns [rows, time]
 */
export function copyLogProbs(
  logWeights: Tensor3D,
  madeUp: Tensor2D,
  labels: Int32Array,
  past: Int32Array,
): Tensor2D {
  const [rows, time, places] = logWeights.shape;
  const said = expandDims(tensor2d(labels, [rows, time], 'int32'), 2);
  const there = expandDims(tensor2d(past, [rows, places], 'int32'), 1);
  const isElsewhere = sub(1, cast(equal(said, there), 'float32'));
  const copied = add(logWeights, mul(isElsewhere, NEVER));
  const made = add(slice(logWeights, [0, 0, 0], [-1, -1, 1]), expandDims(madeUp, 2));
  return logSumExp(concat([made, slice(copied, [0, 0, 1], [-1, -1, -1])] as Tensor3D[], 2), 2);
}

/**
 * The same for all tokens of one step: log-probabilities, [rows, classes].
 * @param logWeights [rows, 1, past]
 * @param madeUp log-probabilities, [rows, classes]
 * @param past [rows · past]
 */
export function copyDistribution(logWeights: Tensor3D, madeUp: Tensor2D, past: Int32Array): Tensor2D {
  const [rows, , places] = logWeights.shape;
  const classes = madeUp.shape[1];
  const made = add(reshape(slice(logWeights, [0, 0, 0], [-1, 1, 1]), [rows, 1]), madeUp) as Tensor2D;
  // There is nothing to copy yet; and the WASM backend's product over no places is not zero.
  if (places === 1) return made;
  const weights = exp(slice(logWeights, [0, 0, 1], [-1, -1, -1])) as Tensor3D;
  // Cast afterwards, since the WASM backend fills a float one-hot with the bits of integers.
  const tokens = cast(oneHot(tensor2d(past, [rows, places], 'int32'), classes), 'float32') as Tensor3D;
  const copied = reshape(matMul(weights, slice(tokens, [0, 1, 0], [-1, -1, -1])), [rows, classes]);
  return log(add(copied, exp(made))) as Tensor2D;
}
