import { describe, expect, it } from 'vitest';
import { master } from './master.ts';

const RATE = 1000;

/** A tone of so many seconds and this amplitude, then silence. */
function tone(amplitude: number, seconds: number, silence: number): Float32Array {
  return Float32Array.from({ length: (seconds + silence) * RATE }, (_, index) =>
    index < seconds * RATE ? amplitude * Math.sin((2 * Math.PI * 50 * index) / RATE) : 0,
  );
}

const stereo = (left: Float32Array, right = left) => ({ left, right });
const peak = (samples: Float32Array) => Math.max(...samples.map(Math.abs));
const decibels = (value: number) => 20 * Math.log10(value);

describe('master', () => {
  it.each([0.001, 0.2, 7])('makes a tone of amplitude %d as loud as any other', (amplitude) => {
    const { left } = master(stereo(tone(amplitude, 2, 0)), RATE, 2);
    expect(decibels(peak(left) / Math.SQRT2)).toBeCloseTo(-18, 1);
  });

  it('does not count pauses', () => {
    const { left } = master(stereo(tone(0.2, 1, 9)), RATE, 10);
    expect(decibels(peak(left) / Math.SQRT2)).toBeCloseTo(-18, 1);
  });

  it('keeps peaks below the loudest', () => {
    const quiet = tone(0.001, 2, 0);
    quiet[700] = -1;
    const { left } = master(stereo(quiet), RATE, 2);
    expect(decibels(peak(left))).toBeCloseTo(-1, 3);
  });

  it('keeps the balance of the channels', () => {
    const { left, right } = master(stereo(tone(0.4, 1, 0), tone(0.1, 1, 0)), RATE, 1);
    expect(peak(left) / peak(right)).toBeCloseTo(4, 5);
  });

  it('cuts what is not heard behind the end, but no music, and fades out', () => {
    expect(master(stereo(tone(0.1, 2, 3)), RATE, 1).left.length).toBeCloseTo(2 * RATE, -1);
    expect(master(stereo(tone(0.1, 2, 3)), RATE, 4).left).toHaveLength(4 * RATE);
    const { left } = master(stereo(tone(0.1, 2, 0)), RATE, 2);
    expect(Math.abs(left.at(-1)!)).toBe(0);
    expect(peak(left.subarray(-10))).toBeLessThan(0.3 * peak(left));
  });

  it('leaves silence as it is', () => {
    const { left, right } = master(stereo(new Float32Array(5000)), RATE, 2);
    expect(left).toEqual(new Float32Array(2000));
    expect(right).toEqual(new Float32Array(2000));
  });
});
