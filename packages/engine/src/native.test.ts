import { expect, it } from 'vitest';
import { nothing } from './native.ts';
import { memory } from './scope.ts';
import { startEngine } from './tf.ts';

it('makes the input that is left out once, since nothing frees it', async (context) => {
  const { engine } = await startEngine();
  context.skip(engine === 'portable', 'the portable engine has no operations to leave inputs out of');
  const before = memory();
  expect(nothing()).toBe(nothing('float32'));
  expect(nothing('int32')).toMatchObject({ shape: [0], dtype: 'int32' });
  expect(memory()).toEqual(before);
});
