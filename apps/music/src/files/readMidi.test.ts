import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { midiBytes, track } from './midi/bytes.fixture.ts';
import { musicFiles } from './musicFiles.fixture.ts';
import { readMidi } from './readMidi.ts';
import { triples } from './scores.fixture.ts';

/** The notes of one track of events, each [ticks before it, ...bytes], at 96 ticks a quarter note, in ticks. */
function notesOfTrack(...events: readonly (readonly number[])[]): number[][] {
  const { parts } = readMidi(midiBytes([track(...events)]), 'test.mid');
  return parts.flatMap(({ notes }) =>
    notes.map(({ pitch, onset, duration }) => [pitch, onset * 96, duration * 96]),
  );
}

const PEDAL_DOWN = [0, 0xb0, 64, 127];
const PEDAL_UP = [10, 0xb0, 64, 0];

describe('readMidi finds what mido and pretty_midi find', () => {
  it.each(musicFiles.midi)('$name', ({ base64, unit, parts, tempos, meters, keys }) => {
    const score = readMidi(Buffer.from(base64, 'base64'), 'test.mid');
    const ours = score.parts.map(({ program = 0, isDrums = false, notes }) => [
      program,
      isDrums,
      notes.map(({ pitch, onset, duration, velocity = 0 }) => [
        ...[pitch, Math.round(onset * unit), Math.round(duration * unit), Math.round(velocity * 127)],
      ]),
    ]);
    const sorted = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(sorted(ours)).toEqual(sorted(parts));
    expect(score.tempos.map(({ onset }) => onset)).toEqual(tempos.map(([tick]) => tick / unit));
    score.tempos.forEach(({ tempo }, index) => {
      expect(tempo).toBeCloseTo(tempos[index]?.[1] ?? 0, 2);
    });
    const found = score.meters.map(({ onset, beats, unit: of }) => [onset * unit, beats, of]);
    expect(found).toEqual(meters);
    expect(score.keys).toEqual(keys.map(([tick, fifths, mode]) => ({ onset: tick / unit, fifths, mode })));
  });
});

describe('notes', () => {
  it('ends the oldest of equal notes first', () => {
    expect(
      notesOfTrack(
        [0, 0x90, 60, 1],
        [10, 0x90, 60, 2],
        [10, 0x80, 60, 0],
        [10, 0x80, 60, 0],
        [5, 0x80, 60, 0],
      ),
    ).toEqual([
      [60, 0, 20],
      [60, 10, 20],
    ]);
  });

  it('takes a note-on of velocity 0, running status or not, for a note-off', () => {
    expect(notesOfTrack([0, 0x90, 60, 1], [10, 60, 0], [0, 62, 9], [5, 0x90, 62, 0])).toEqual([
      [60, 0, 10],
      [62, 10, 5],
    ]);
  });

  it('lasts until the track ends where nothing ends a note, and a tick at least', () => {
    expect(notesOfTrack([0, 0x90, 60, 1], [7, 0x90, 62, 1], [0, 0x80, 62, 0], [9, 0xff, 0x2f, 0])).toEqual([
      [60, 0, 16],
      [62, 7, 1],
    ]);
  });

  it('sound on while the pedal is down, until it is lifted or their key struck again', () => {
    expect(
      notesOfTrack(
        ...[PEDAL_DOWN, [0, 0x90, 60, 1], [5, 0x80, 60, 0], [5, 0x90, 60, 1], [1, 0x80, 60, 0]],
        ...[[0, 0x90, 64, 1], PEDAL_UP, [3, 0x80, 64, 0], [0, 0x90, 65, 1], [4, 0x80, 65, 0]],
      ),
    ).toEqual([
      [60, 0, 10],
      [60, 10, 11],
      [64, 11, 13],
      [65, 24, 4],
    ]);
  });

  it('is held until the end of the track by a pedal that is never lifted', () => {
    expect(notesOfTrack(PEDAL_DOWN, [0, 0x90, 60, 1], [5, 0x80, 60, 0], [20, 0xff, 0x2f, 0])).toEqual([
      [60, 0, 25],
    ]);
  });

  it.each([
    ['all notes off', 123, 10],
    ['all sound off', 120, 10],
    ['mono mode', 126, 10],
    ['another controller', 7, 30],
  ])('%s (%i) ends a note at %i', (_, controller, at) => {
    expect(notesOfTrack([0, 0x90, 60, 1], [10, 0xb0, controller, 0], [20, 0xff, 0x2f, 0])).toEqual([
      [60, 0, at],
    ]);
  });

  it.each([
    ['all notes off', 123, 30],
    ['all sound off', 120, 10],
    ['reset all controllers', 121, 10],
  ])('with the pedal down, after %s (%i), end at %i', (_, controller, at) => {
    expect(
      notesOfTrack(
        ...[PEDAL_DOWN, [0, 0x90, 60, 1], [0, 0x90, 62, 1], [5, 0x80, 62, 0]],
        ...[
          [5, 0xb0, controller, 0],
          [0, 0x80, 60, 0],
          [20, 0xff, 0x2f, 0],
        ],
      ),
    ).toEqual([
      [60, 0, at],
      [62, 0, at],
    ]);
  });

  it('has the instrument of its own track, or what another track gives the channel', () => {
    const bytes = midiBytes([
      track([0, 0xc0, 10], [0, 0xc1, 11]),
      track([0, 0xc0, 20], [96, 0x90, 60, 1], [96, 0x80, 60, 0]),
      track([0, 0xc0, 30], [0, 0x90, 60, 1], [96, 0x80, 60, 0], [0, 0x91, 60, 1], [96, 0x81, 60, 0]),
    ]);
    expect(readMidi(bytes, 'test.mid').parts.map(({ program }) => program)).toEqual([20, 30, 11]);
  });
});

describe('texts and changes', () => {
  it('names parts by their tracks, the piece by the first one without notes', () => {
    const name = (text: string) => [0, 0xff, 3, text.length, ...Buffer.from(text, 'latin1')];
    const note = [
      [0, 0x90, 60, 1],
      [96, 0x80, 60, 0],
    ] as const;
    const many = readMidi(midiBytes([track(name('Lied')), track(name('F\xfcr'), ...note)]), 'test.mid');
    expect([many.title, many.parts[0]?.name]).toEqual(['Lied', 'Für']);
    const one = readMidi(midiBytes([track(name('Solo\0 '), ...note)]), 'test.mid');
    expect([one.title, one.parts[0]?.name]).toEqual([undefined, 'Solo']);
    const flat = readMidi(midiBytes([track(name('Solo'), ...note)], { format: 0 }), 'test.mid');
    expect([flat.title, flat.parts[0]?.name]).toEqual(['Solo', undefined]);
  });

  it('leaves out what no music can be in', () => {
    const odd = track(
      ...[
        [0, 0xff, 0x51, 3, 0, 0, 0],
        [0, 0xff, 0x58, 4, 0, 2, 24, 8],
        [0, 0xff, 0x58, 4, 4, 9, 24, 8],
      ],
      ...[
        [0, 0xff, 0x59, 2, 9, 0],
        [0, 0xff, 0x59, 2, 0, 7],
        [0, 0x90, 60, 1],
      ],
    );
    expect(readMidi(midiBytes([odd]), 'test.mid')).toMatchObject({ tempos: [], meters: [], keys: [] });
  });

  it('takes a first bar that is short for an upbeat, and only that', () => {
    const meters = (first: number, at: number, then: number) =>
      track([0, 0xff, 0x58, 4, first, 2, 24, 8], [at, 0xff, 0x58, 4, then, 2, 24, 8], [0, 0x90, 60, 1]);
    const read = (...sizes: [number, number, number]) => readMidi(midiBytes([meters(...sizes)]), 'test.mid');
    expect(read(1, 96, 3)).toMatchObject({ upbeat: 1, meters: [{ onset: 0, beats: 3, unit: 4 }] });
    expect(read(1, 95, 3)).toMatchObject({ upbeat: 0, meters: [{ beats: 1 }, { beats: 3 }] });
    expect(read(1, 96, 1)).toMatchObject({ upbeat: 0, meters: [{ beats: 1 }, { beats: 1 }] });
  });
});

describe('what is no MIDI file', () => {
  const good = track([0, 0x90, 60, 1], [96, 0x80, 60, 0]);
  it.each([
    ['nothing', [], 'got nothing'],
    ['text', [...Buffer.from('hello')], 'got something else'],
    ['ABC', [...Buffer.from('X:1\nK:C\nC')], 'ABC notation'],
    ['a zip', [...Buffer.from('PK\x03\x04')], 'a zip archive'],
    ['a RIFF file', [...Buffer.from('RIFF')], 'a RIFF file'],
    ['XML', [...Buffer.from('<?xml')], 'XML'],
    ['half a header', [...midiBytes([good])].slice(0, 12), 'a header of 14 bytes, got a file of 12'],
    ['half a track', [...midiBytes([good])].slice(0, -3), 'cut short or damaged'],
    ['a track too few', [...midiBytes([good], { tracks: 2 })], 'expected 2 tracks'],
    ['format 2', [...midiBytes([good], { format: 2 })], 'got format 2'],
    ['SMPTE time', [...midiBytes([good], { division: 0xe728 })], 'SMPTE'],
    ['no time', [...midiBytes([good], { division: 0 })], 'at least 1 tick'],
    ['a track that ends in an event', [...midiBytes([track([0, 0x90, 60])])], 'track 1'],
    [
      'data of eight bits',
      [...midiBytes([track([0, 0x90, 200, 1])])],
      'data of 0 to 127 in a noteOn event, got 200',
    ],
    ['running status of nothing', [...midiBytes([track([0, 60, 1])])], 'track 1: damaged'],
    ['a time of 32 bits', [...midiBytes([track([0x8f, 0xff, 0xff, 0xff, 0x7f, 0x90, 60, 1])])], '28 bits'],
    ['a short tempo', [...midiBytes([track([0, 0xff, 0x51, 2, 1, 1])])], 'setTempo'],
  ])('refuses %s', (_, bytes, message) => {
    const read = () => readMidi(Uint8Array.from(bytes), 'bad.mid');
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^bad\.mid/u);
  });

  it('refuses a length of 32 bits at once, which would lead the parser back', () => {
    for (const length of [
      [0x8f, 0xff, 0xff, 0xff, 0x70],
      [0x88, 0x80, 0x80, 0x80, 0],
    ]) {
      const events = track([0, 0x90, 60, 1], [1, 0xff, 0x7f, ...length, 1, 2, 3]);
      expect(() => readMidi(midiBytes([events]), 'bad.mid')).toThrow('more than 28 bits');
    }
  });

  it('keeps an hour of nothing, and times of 28 bits', () => {
    const far = [0xff, 0xff, 0xff, 0x7f];
    const bytes = midiBytes([track([...far, 0x90, 60, 1], [...far, 0x80, 60, 0])], { division: 1 });
    const [part] = readMidi(bytes, 'test.mid').parts;
    expect(triples(part?.notes ?? [])).toEqual([[60, 0x0fffffff, 0x0fffffff]]);
  });
});
