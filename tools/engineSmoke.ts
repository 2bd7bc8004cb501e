/** Starts the engine and computes with it: exit code 0 if the numbers are right. */
import assert from 'node:assert/strict';
import { describeEngine, matMul, memory, scope, startEngine, tensor2d } from '@reprise/engine';

const info = await startEngine();
const product = scope(() => {
  const a = tensor2d([1, 2, 3, 4], [2, 2]);
  const b = tensor2d([5, 6, 7, 8], [2, 2]);
  return matMul(a, b);
});
assert.deepEqual([...(await product.data())], [19, 22, 43, 50]);
product.dispose();
assert.equal(memory().tensors, 0);
console.log(`Node ${process.version}, ${describeEngine(info)}`);
