import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { drawsFrom } from './random.fixture.ts';
import { scoreFromJson, scoreToJson } from './scoreJson.ts';
import { drawScore, notesOf, scoreOf } from './scores.fixture.ts';

const good = { format: 'reprise score', version: 1, parts: [] };
const note = { pitch: 60, onset: 0, duration: 1 };

describe('a score as JSON', () => {
  it('loses nothing', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const score = drawScore(drawsFrom(seed));
      expect(scoreFromJson(scoreToJson(score), 'test.json')).toEqual(score);
    }
  });

  it('may leave out what is empty, and put things in another order', () => {
    const notes = notesOf([60, 0, 1], [62, 0, 1], [50, 2, 1]);
    const meters = [
      { onset: 4, beats: 3, unit: 4 },
      { onset: 0, beats: 4, unit: 4 },
    ];
    const text = JSON.stringify({ ...good, parts: [{ notes: notes.toReversed() }], meters });
    expect(scoreFromJson(text, 'test.json')).toEqual(scoreOf([{ notes }], { meters: meters.toReversed() }));
  });

  it.each([
    ['no JSON', '{', 'expected a score as JSON, got other text'],
    ['another format', '{}', '"reprise score"; format'],
    ['another version', JSON.stringify({ ...good, version: 2 }), 'version'],
    ['a list', '[]', 'all of it'],
    ['no parts', JSON.stringify({ ...good, parts: undefined }), 'parts'],
    [
      'a pitch as text',
      JSON.stringify({ ...good, parts: [{ notes: [{ ...note, pitch: 'C' }] }] }),
      'parts.0.notes.0.pitch',
    ],
    [
      'a pitch too high',
      JSON.stringify({ ...good, parts: [{ notes: [{ ...note, pitch: 128 }] }] }),
      'part 1, note 1: expected a pitch of 0 to 127, got 128',
    ],
    [
      'half a pitch',
      JSON.stringify({ ...good, parts: [{ name: 'Alt', notes: [{ ...note, pitch: 0.5 }] }] }),
      'part Alt, note 1',
    ],
    [
      'no duration',
      JSON.stringify({ ...good, parts: [{ notes: [{ ...note, duration: 0 }] }] }),
      'a duration above 0',
    ],
    [
      'a velocity of 0',
      JSON.stringify({ ...good, parts: [{ notes: [{ ...note, velocity: 0 }] }] }),
      'a velocity',
    ],
    ['a time without end', '{"format":"reprise score","version":1,"parts":[],"upbeat":1e999}', 'upbeat'],
    [
      'a unit of 3',
      JSON.stringify({ ...good, meters: [{ onset: 0, beats: 4, unit: 3 }] }),
      'a unit of 1, 2, 4',
    ],
    [
      'a mode of its own',
      JSON.stringify({ ...good, keys: [{ onset: 0, fifths: 0, mode: 'dorian' }] }),
      'keys.0.mode',
    ],
    [
      'a chord of its own',
      JSON.stringify({ ...good, chords: [{ onset: 0, chord: { root: 0, quality: 'sus' } }] }),
      'chords.0.chord.quality',
    ],
  ])('refuses %s', (_, text, message) => {
    const read = () => scoreFromJson(text, 'bad.json');
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^bad\.json/u);
  });

  it('is not written of numbers out of their range', () => {
    expect(() => scoreToJson(scoreOf([], { title: 'Lied', upbeat: NaN }))).toThrow('Lied, upbeat');
  });
});
