import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { layVoices } from './voiceSteps.ts';

const whole = [72, 67, 60, 48];

describe('layVoices', () => {
  it('lays whole steps out as they are, crossed voices and silences too', () => {
    const { voices, mended } = layVoices([whole, [66, 62, 57, 59], [72, REST, 60, 48]]);
    expect(voices.map((voice) => Array.from(voice))).toEqual([
      [72, 66, 72],
      [67, 62, REST],
      [60, 57, 60],
      [48, 59, 48],
    ]);
    expect(mended).toBe(0);
  });

  it.each([
    ['no soprano', [67, 60, 48], [REST, 67, 60, 48]],
    ['no alto', [74, 60, 50], [74, REST, 60, 50]],
    ['no tenor', [72, 65, 47], [72, 65, REST, 47]],
    ['no bass', [72, 67, 62], [72, 67, 62, REST]],
    ['soprano alone', [74], [74, REST, REST, REST]],
    ['tenor and bass', [60, 55], [REST, REST, 60, 55]],
    ['nothing', [], [REST, REST, REST, REST]],
  ])('tells the voices of a step with %s by the steps around', (_, step, expected) => {
    const { voices, mended } = layVoices([whole, step, step, whole]);
    expect(voices.map((voice) => voice[1])).toEqual(expected);
    expect(voices.map((voice) => voice[2])).toEqual(expected);
    expect(mended).toBe(step.length > 0 ? 2 : 0);
  });

  it('looks both ways: a voice may leap', () => {
    const { voices } = layVoices([whole, [71, 62, 52], [71, 67, 62, 52]]);
    expect(voices.map((voice) => voice[1])).toEqual([71, REST, 62, 52]);
  });

  it('knows where voices usually are', () => {
    const { voices } = layVoices([[67], [74, 50]]);
    expect(voices.map((voice) => Array.from(voice))).toEqual([
      [REST, 74],
      [67, REST],
      [REST, REST],
      [REST, 50],
    ]);
  });
});
