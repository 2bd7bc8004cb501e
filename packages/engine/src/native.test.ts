import { expect, it } from 'vitest';
import { int64Scalar } from './native.ts';
import { startEngine } from './tf.ts';

it('makes an int64 scalar once a value, since nothing frees it', async (context) => {
  const { engine } = await startEngine();
  context.skip(engine === 'portable', 'the portable engine has no int64');
  expect(int64Scalar(7)).toBe(int64Scalar(7));
  expect(int64Scalar(8)).not.toBe(int64Scalar(7));
});
