import { describe, expect, it } from 'vitest';
import type { Part } from '../../score.ts';
import { rollNotes } from './rollNotes.ts';

const part = (...notes: [pitch: number, onset: number, duration: number][]): Part => ({
  notes: notes.map(([pitch, onset, duration]) => ({ pitch, onset, duration })),
});
const whole = { from: 0, to: 100 };

describe('rollNotes', () => {
  it('cuts notes at both ends, and leaves out what is beyond and percussion', () => {
    const parts = [part([60, 0, 4], [62, 4, 4], [64, 8, 1]), { ...part([36, 3, 1]), isDrums: true }];
    const notes = rollNotes({ parts }, { from: 3, to: 6 });
    expect(notes.map(({ pitch, onset, end }) => [pitch, onset, end])).toEqual([
      [60, 3, 4],
      [62, 4, 6],
    ]);
  });

  it('says whom notes are from, where that can be told', () => {
    const parts = [part([60, 0, 1]), part([48, 0, 1])];
    const origins = (isGiven?: (index: number) => boolean) =>
      rollNotes({ parts }, { ...whole, isGiven }).map((note) => [note.pitch, note.origin]);
    expect(origins((index) => index === 0)).toEqual([
      [48, 'generated'],
      [60, 'given'],
    ]);
    expect(origins()).toEqual([
      [48, 'unknown'],
      [60, 'unknown'],
    ]);
  });

  it('lays the shorter of two notes of one key on the longer one, on a slice in the order of the parts', () => {
    const shares = (parts: Part[]) =>
      rollNotes({ parts }, whole).map((note) => [note.part, note.share.index, note.share.count]);
    expect(shares([part([60, 0, 4]), part([60, 1, 1])])).toEqual([
      [0, 0, 1],
      [1, 1, 2],
    ]);
    expect(shares([part([60, 1, 1]), part([60, 0, 4])])).toEqual([
      [1, 0, 1],
      [0, 0, 2],
    ]);
    expect(shares([part([60, 0, 1]), part([60, 0, 1]), part([60, 0, 1])])).toEqual([
      [0, 0, 1],
      [1, 1, 3],
      [2, 2, 3],
    ]);
  });

  it('slices a note that goes on alone only as long as it is hidden', () => {
    const drawn = rollNotes({ parts: [part([60, 0, 4]), part([60, 3, 2])] }, whole);
    expect(drawn.map(({ part, onset, end, share }) => [part, onset, end, share.index, share.count])).toEqual([
      [1, 3, 5, 0, 1],
      [0, 0, 4, 0, 1],
      [1, 3, 4, 1, 2],
    ]);
  });

  it('slices by the parts that sound at the time, not by those that follow', () => {
    const parts = [part([60, 0, 4]), part([60, 3, 3]), part([60, 5, 6])];
    const slices = rollNotes({ parts }, whole).filter(({ share }) => share.count > 1);
    expect(slices.map(({ part, onset, end, share }) => [part, onset, end, share.index, share.count])).toEqual(
      [
        [1, 3, 4, 1, 2],
        [1, 5, 6, 0, 2],
      ],
    );
  });

  it('gives notes of one key the whole row when they sound one after the other', () => {
    const notes = rollNotes({ parts: [part([60, 0, 1], [60, 2, 1]), part([60, 1, 1])] }, whole);
    expect(notes.map(({ share }) => share.count)).toEqual([1, 1, 1]);
  });
});
