import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from './additive.ts';
import { amplitudeAt } from './spectrum.fixture.ts';
import { frequencyOf, type Tone } from './tone.ts';
import { toneOf } from './tones.ts';

const TONES = [0, 19, 46, 52].map((program): [string, Tone] => [toneOf(program).name, toneOf(program)]);

describe('toneOf', () => {
  it.each([
    [0, 'piano'],
    [6, 'piano'],
    [16, 'organ'],
    [24, 'harp'],
    [48, 'choir'],
    [53, 'choir'],
    [73, 'organ'],
    [105, 'harp'],
    [127, 'choir'],
  ])('plays program %i with the %s', (program, name) => {
    expect(toneOf(program).name).toBe(name);
  });
});

describe.each(TONES)('the %s', (_, tone) => {
  it.each([27, 60, 84])('loops key %i without a jump', (key) => {
    const { samples, loopStart } = tone.record(key);
    const loop = samples.length - loopStart;
    const scale = Math.max(...samples.subarray(loopStart).map(Math.abs));
    // What would come behind the end is what the loop begins with.
    const at = (index: number) => samples[index < samples.length ? index : index - loop]!;
    for (let index = samples.length - 3; index < samples.length + 3; index++) {
      const bend = at(index - 1) - 2 * at(index) + at(index + 1);
      const usual = Math.max(
        ...Array.from({ length: 400 }, (_, offset) => {
          const place = loopStart + 1000 + offset;
          return Math.abs(samples[place - 1]! - 2 * samples[place]! + samples[place + 1]!);
        }),
      );
      expect(Math.abs(bend)).toBeLessThanOrEqual(2 * usual + 1e-4 * scale);
    }
  });

  it('has the pitch of its key, but for the cents that it says', () => {
    const { samples, loopStart, cents } = tone.record(57);
    const loop = samples.subarray(loopStart);
    const own = frequencyOf(57) * 2 ** (-cents / 1200);
    expect(Math.abs(cents)).toBeLessThan(2);
    const fundamental = amplitudeAt(loop, own, SAMPLE_RATE);
    expect(fundamental).toBeGreaterThan(amplitudeAt(loop, own * 2 ** (-50 / 1200), SAMPLE_RATE));
    expect(fundamental).toBeGreaterThan(amplitudeAt(loop, own * 2 ** (50 / 1200), SAMPLE_RATE));
  });
});

it('lets a high string ring for a shorter time than a low one', () => {
  const piano = toneOf(0);
  expect(piano.envelope(36).decay).toBeGreaterThan(1.5 * piano.envelope(72).decay!);
});
