import { describe, expect, it } from 'vitest';
import { makeNoise, record, SAMPLE_RATE, type Partial } from './additive.ts';

const LENGTH = { beginning: 1001, loop: 4410 };
const PARTIALS: readonly Partial[] = [
  { cycles: 11, amplitude: 1, phase: 0.4, rise: 0, decay: 0 },
  { cycles: 44, amplitude: 0.5, phase: 2, rise: 0.05, decay: 3 },
  { cycles: 701, amplitude: 0.3, phase: -1, rise: 0.002, decay: 90 },
];

/** By the definition: level and sine at each time, the level of the beginning's end from there on. */
function expected(index: number): number {
  const seconds = Math.min(index, LENGTH.beginning) / SAMPLE_RATE;
  return PARTIALS.reduce((sum, { cycles, amplitude, phase, rise, decay }) => {
    const risen = rise === 0 ? 1 : 1 - Math.exp(-seconds / rise);
    const angle = phase + (2 * Math.PI * cycles * index) / LENGTH.loop;
    return sum + amplitude * risen * Math.exp(-decay * seconds) * Math.sin(angle);
  }, 0);
}

describe('record', () => {
  const { samples, loopStart } = record(PARTIALS, LENGTH);

  it('adds sines that rise and fade before the loop, and stay as they are in it', () => {
    expect(loopStart).toBe(LENGTH.beginning);
    expect(samples).toHaveLength(LENGTH.beginning + LENGTH.loop);
    const off = samples.map((sample, index) => Math.abs(sample - expected(index)));
    expect(Math.max(...off)).toBeLessThan(1e-6);
  });

  it('is exact to the end of a long loop, for low tones too', () => {
    const low = { cycles: 50, amplitude: 1, phase: 1, rise: 0, decay: 0 };
    const loop = 4 * SAMPLE_RATE;
    const long = record([low], { beginning: 0, loop });
    const last = Math.sin(1 + (2 * Math.PI * 50 * (loop - 1)) / loop);
    expect(Math.abs(long.samples.at(-1)! - last)).toBeLessThan(1e-6);
  });
});

it('makeNoise gives the same numbers for the same seed, all over from 0 to 1', () => {
  const draw = (seed: number) => Array.from({ length: 2000 }, makeNoise(seed));
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  const numbers = draw(5);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth++)
    expect(numbers.filter((number) => Math.floor(10 * number) === tenth).length).toBeGreaterThan(140);
});
