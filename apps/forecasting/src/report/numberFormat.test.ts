import { describe, expect, it } from 'vitest';
import { numberFormat } from './numberFormat.ts';

describe('numberFormat', () => {
  it.each([
    [
      [1234.5, 0.12],
      ['1,235', '0'],
    ],
    [
      [123.456, -0.04, -7],
      ['123.5', '0.0', '−7.0'],
    ],
    [
      [12.3456, 0],
      ['12.35', '0.00'],
    ],
    [[0.0123456], ['0.0123']],
    [
      [1.23456e9, 5],
      ['1.235e+9', '5.000e+0'],
    ],
    [
      [-1.23456e-7, 0],
      ['−1.235e−7', '0'],
    ],
    [[0], ['0']],
  ])('writes %j', (values, expected) => {
    expect(values.map(numberFormat(values))).toEqual(expected);
  });
});
