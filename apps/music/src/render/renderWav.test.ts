import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Part, Score } from '../score.ts';
import { renderWav, type WavOptions } from './renderWav.ts';
import { makeChorale, makeQuarters, makeScore } from './score.fixture.ts';
import { buildSoundBank } from './sound/soundBank.ts';
import { loadSpessa } from './sound/spessaSynth.ts';
import { amplitudeAt, centsOff, decodeWav, loudnessOf, peakOf } from './sound/spectrum.fixture.ts';

const ORGAN = 19;
const CHOIR = 52;
const PIANO = 0;
const HARP = 46;

const folder = await mkdtemp(join(tmpdir(), 'render-wav-test-'));
afterAll(() => rm(folder, { recursive: true }));

async function render(score: Score, options: WavOptions = {}) {
  let description = '';
  const onSynthesizer = (said: string) => (description = said);
  const wav = await renderWav(score, { synthesizer: 'builtIn', reverb: false, onSynthesizer, ...options });
  return { ...decodeWav(wav), description };
}

const alone = (part: Part, tempo = 60) => makeScore({ parts: [part], tempos: [{ onset: 0, tempo }] });
const longNote = (pitch: number, program: number) =>
  alone({ program, notes: [{ pitch, onset: 0, duration: 4 }] });

describe('renderWav', () => {
  it.each([
    ['organ', ORGAN],
    ['choir', CHOIR],
    ['piano', PIANO],
    ['harp', HARP],
  ])('plays A4 of the %s at 440 Hz', async (name, program) => {
    const { left, sampleRate, description } = await render(longNote(69, program));
    expect(sampleRate).toBe(44_100);
    expect(description).toBe(`built-in synthesiser with computed tones (${name})`);
    const steady = left.subarray(0.5 * sampleRate, 2.5 * sampleRate);
    expect(amplitudeAt(steady, 440, sampleRate)).toBeGreaterThan(0.003);
    expect(Math.abs(centsOff(steady, 440, sampleRate))).toBeLessThan(2);
  });

  it('is in tune from the lowest to the highest keys of choirs, and beyond', async () => {
    const pitches = Array.from({ length: 11 }, (_, index) => 36 + 5 * index);
    const parts = [{ program: ORGAN, notes: makeQuarters(pitches) }];
    const { left, sampleRate } = await render(makeScore({ parts, tempos: [{ onset: 0, tempo: 60 }] }));
    for (const [second, pitch] of pitches.entries()) {
      const steady = left.subarray((second + 0.2) * sampleRate, (second + 0.95) * sampleRate);
      const frequency = 440 * 2 ** ((pitch - 69) / 12);
      expect(Math.abs(centsOff(steady, frequency, sampleRate))).toBeLessThan(2);
    }
  });

  it.each([
    ['organ', ORGAN, true],
    ['choir', CHOIR, false],
    ['piano', PIANO, false],
  ])(
    'plays four voices of the %s as loud as recordings are, without clipping',
    async (_, program, reverb) => {
      const { left, right } = await render(makeChorale(3, { program }), { reverb });
      const peak = Math.max(peakOf(left), peakOf(right));
      expect(peak).toBeLessThanOrEqual(10 ** (-1 / 20) + 1e-4);
      expect(peak).toBeGreaterThan(0.3);
      for (const channel of [left, right]) {
        expect(loudnessOf(channel)).toBeGreaterThan(-24);
        expect(loudnessOf(channel)).toBeLessThan(-15);
      }
    },
  );

  it('does not click: from note to note, the highest frequencies stay below what is heard', async () => {
    const { left, sampleRate } = await render(makeChorale(4, { program: ORGAN }));
    const block = 512;
    const highest: number[] = [];
    for (let from = 0; from + block < left.length - sampleRate; from += block) {
      highest.push(amplitudeAt(left.subarray(from, from + block), 15_000, sampleRate));
    }
    expect(Math.max(...highest)).toBeLessThan(10 ** (-70 / 20));
  });

  it('begins and ends without a jump', async () => {
    for (const program of [ORGAN, CHOIR, PIANO, HARP]) {
      const { left, right } = await render(longNote(60, program));
      for (const channel of [left, right]) {
        expect(peakOf(channel.subarray(0, 5))).toBeLessThan(0.02);
        expect(peakOf(channel.subarray(-5))).toBeLessThan(1e-3);
      }
    }
  });

  it('keeps silence, at the beginning too', async () => {
    const { left, sampleRate } = await render(
      alone({ program: ORGAN, notes: makeQuarters([-1, 60, -1, -1, 60]) }),
    );
    const second = (from: number, to: number) => left.subarray(from * sampleRate, to * sampleRate);
    expect(peakOf(second(0, 0.99))).toBe(0);
    expect(peakOf(second(1, 1.9))).toBeGreaterThan(0.1);
    expect(peakOf(second(2.6, 3.95))).toBeLessThan(1e-3);
    expect(peakOf(second(4, 4.9))).toBeGreaterThan(0.1);
  });

  it('lasts as long as the score, and rings on for a little', async () => {
    const score = makeChorale(4, { program: ORGAN });
    const seconds = async (options: WavOptions) => {
      const { left, sampleRate } = await render(score, options);
      return left.length / sampleRate;
    };
    const expectLength = (got: number, expected: number) => {
      expect(got).toBeGreaterThanOrEqual(expected);
      expect(got).toBeLessThan(expected + 1);
    };
    expectLength(await seconds({}), 12);
    expectLength(await seconds({ tempoFactor: 2 }), 6);
    const hall = await seconds({ reverb: true });
    expect(hall).toBeGreaterThan(12.5);
    expect(hall).toBeLessThan(16);
  });

  it('follows changes of tempo', async () => {
    const tempos = [
      { onset: 0, tempo: 60 },
      { onset: 2, tempo: 120 },
    ];
    const parts = [{ program: ORGAN, notes: makeQuarters([60, -1, 60, -1, 60]) }];
    const { left, sampleRate } = await render(makeScore({ parts, tempos }));
    expect(peakOf(left.subarray(2.7 * sampleRate, 2.95 * sampleRate))).toBeLessThan(0.01);
    expect(peakOf(left.subarray(3.05 * sampleRate, 3.4 * sampleRate))).toBeGreaterThan(0.1);
  });

  it('leaves percussion out, which computed tones cannot play, and says so', async () => {
    const drums = { isDrums: true, notes: makeQuarters([-1, -1, 38, 38]) };
    const organ = { program: ORGAN, notes: makeQuarters([60]) };
    const { left, sampleRate, description } = await render(
      makeScore({ parts: [drums, organ], tempos: [{ onset: 0, tempo: 60 }] }),
    );
    expect(description).toMatch(/organ\), without percussion$/);
    expect(peakOf(left.subarray(2 * sampleRate))).toBeLessThan(1e-3);
    expect(left.length / sampleRate).toBeGreaterThanOrEqual(4);
  });

  it('has the piano for parts that state no instrument, or the one asked for', async () => {
    const score = alone({ notes: makeQuarters([60]) });
    expect((await render(score)).description).toMatch(/piano/);
    expect((await render(score, { program: CHOIR })).description).toMatch(/choir/);
  });

  it('makes a second of silence of a score without notes', async () => {
    const { left, description } = await render(makeScore({ parts: [{ notes: [] }] }));
    expect(left).toHaveLength(44_100);
    expect(peakOf(left)).toBe(0);
    expect(description).toBe('silence, as the score has no notes');
  });

  it('is the same every time', async () => {
    const [one, other] = [0, 1].map(() => renderWav(makeChorale(1), { synthesizer: 'builtIn' }));
    expect(Buffer.from(await one!).equals(await other!)).toBe(true);
  });

  it('renders 32 bars at tempo 80 in less than 5 seconds of computing', async () => {
    const score = makeChorale(32, { program: ORGAN });
    const before = process.cpuUsage();
    await renderWav(score, { synthesizer: 'builtIn' });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5);
  });

  it('plays a SoundFont that is given', async () => {
    const spessa = await loadSpessa();
    const bank = buildSoundBank(spessa, new Map([[CHOIR, new Set([69])]]));
    const soundFont = join(folder, 'one.sf2');
    await writeFile(soundFont, Buffer.from(bank.writeSF2()));
    const { left, sampleRate, description } = await render(longNote(69, CHOIR), { soundFont });
    expect(description).toBe('built-in synthesiser with one.sf2');
    expect(Math.abs(centsOff(left.subarray(0, sampleRate), 440, sampleRate))).toBeLessThan(2);
  });

  it('refuses a SoundFont that is none', async () => {
    const score = longNote(60, PIANO);
    const text = join(folder, 'text.sf2');
    await writeFile(text, 'not a SoundFont');
    const broken = join(folder, 'broken.sf2');
    await writeFile(
      broken,
      Buffer.concat([Buffer.from('RIFF\xff\0\0\0sfbkLIST', 'latin1'), Buffer.alloc(64)]),
    );
    for (const soundFont of [text, broken, join(folder, 'missing.sf2'), folder]) {
      const refused = renderWav(score, { soundFont, synthesizer: 'builtIn' });
      await expect(refused).rejects.toThrow(InputError);
      await expect(refused).rejects.toThrow(soundFont);
    }
  });

  it('refuses options out of range, and hours of music', async () => {
    const score = longNote(60, PIANO);
    await expect(renderWav(score, { tempoFactor: 0 })).rejects.toThrow(/tempo factor from 0.1 to 10, got 0/);
    await expect(renderWav(score, { program: 128 })).rejects.toThrow(/program from 0 to 127, got 128/);
    await expect(renderWav(alone({ notes: makeQuarters([60], 2000) }))).rejects.toThrow(/30 minutes, got 34/);
  });

  it('says what is missing where FluidSynth is asked for', async () => {
    vi.stubEnv('PATH', folder);
    try {
      const score = longNote(60, ORGAN);
      const soundFont = join(folder, 'one.sf2');
      const asked = renderWav(score, { synthesizer: 'fluidsynth', soundFont });
      await expect(asked).rejects.toThrow(/the program is not installed/);
      const { description } = await render(score, { synthesizer: 'auto', soundFont });
      expect(description).toBe('built-in synthesiser with one.sf2');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
