import { describe, expect, it } from 'vitest';
import { InputError, nearest } from './errors.ts';

describe('InputError', () => {
  it('is an Error that carries its own name', () => {
    const error = new InputError('no such file');
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('InputError: no such file');
  });
});

describe('nearest', () => {
  const options = ['batchSize', 'beamSize', 'epochs', 'learningRate', 'seed'];

  it.each([
    ['epohcs', 'epochs'],
    ['learning_rate', 'learningRate'],
    ['BATCHSIZE', 'batchSize'],
    ['sed', 'seed'],
    ['beamsizes', 'beamSize'],
  ])('%s means %s', (typed, meant) => {
    expect(nearest(typed, options)).toBe(meant);
  });

  it.each(['dropout', 'x', '', 'out'])('has no suggestion for %j', (typed) => {
    expect(nearest(typed, options)).toBeUndefined();
  });

  it('takes the first of equally near names', () => {
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
  });

  it('does not suggest a name that shares no letter', () => {
    expect(nearest('ab', ['cd'])).toBeUndefined();
  });
});
