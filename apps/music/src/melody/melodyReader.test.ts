import { describe, expect, it } from 'vitest';
import { likenessCount, MelodyReader, positionSize, type ReaderSpec } from './melodyReader.ts';
import { EDGE } from './melodyVocabulary.ts';

const QUARTER = 48;
const SPEC: ReaderSpec = { periods: [QUARTER, 4 * QUARTER], lags: [2 * QUARTER, 4 * QUARTER] };

/** Reads notes as pairs of a pitch's token and quarters; a duration's token is its number of eighths. */
function read(...notes: (readonly [number, number])[]): MelodyReader {
  const reader = new MelodyReader(SPEC);
  for (const [pitch, quarters] of notes) reader.push(pitch, 2 * quarters, quarters * QUARTER);
  return reader;
}

function likenessOf(reader: MelodyReader): number[] {
  const likeness = new Int32Array(reader.length + 1);
  reader.likeness(likeness, 0);
  return [...likeness];
}

describe('MelodyReader', () => {
  it('says where in time the next note begins', () => {
    const positions = new Float32Array(1 + positionSize(SPEC));
    read([5, 1], [5, 0.5]).positions(positions, 1);
    const [untouched, sin1, cos1, sin4, cos4] = positions;
    expect(untouched).toBe(0);
    expect([sin1, cos1]).toEqual([expect.closeTo(0), expect.closeTo(-1)]);
    expect([sin4, cos4]).toEqual([
      expect.closeTo(Math.sin(0.75 * Math.PI)),
      expect.closeTo(Math.cos(0.75 * Math.PI)),
    ]);
    // An eighth behind the beat is the fourth of the fractions that are told apart.
    expect([...positions.slice(5, 12)]).toEqual([0, 0, 0, 1, 0, 0, 0]);
  });

  it('finds the notes that began a lag ago, and none where none began', () => {
    const lookback = new Int32Array(4);
    read([5, 1], [6, 1], [7, 2]).lookback(lookback, 0);
    expect([...lookback]).toEqual([7, 4, 5, 2]);
    read([5, 1], [6, 2], [7, 2]).lookback(lookback, 0);
    expect([...lookback]).toEqual([7, 4, 6, 4]);
    read([5, 1.5], [6, 1]).lookback(lookback, 0);
    expect([...lookback]).toEqual([EDGE, EDGE, EDGE, EDGE]);
  });

  it('sees that the last note repeats one', () => {
    const repeats = new Float32Array(2);
    read([5, 1], [6, 1], [5, 1]).repeats(repeats, 0);
    expect([...repeats]).toEqual([1, 0]);
    repeats.fill(0);
    read([5, 1], [6, 1], [5, 2]).repeats(repeats, 0);
    expect([...repeats]).toEqual([0, 0]);
  });

  it('tells places apart by distance, and by how much before them is the same', () => {
    const reader = read([5, 1], [6, 1], [7, 1], [5, 1], [6, 1]);
    const [none, first, second, third, fourth, fifth] = likenessOf(reader);
    expect(none).toBe(0);
    // Only the third place, 7, follows what the last two notes are; before it two notes are the same.
    const elsewhere = likenessOf(read([1, 1], [2, 1], [3, 1], [5, 1], [6, 1]));
    expect([first, second, fourth, fifth]).toEqual([elsewhere[1], elsewhere[2], elsewhere[4], elsewhere[5]]);
    expect(third).toBe(elsewhere[3]! + 2);
    // Two and four quarters are lags; one and five are none, and whole quarters both.
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    expect(first).toBe(fifth);
  });

  it('forgets a likeness that breaks off', () => {
    const grown = likenessOf(read([5, 1], [6, 1], [7, 1], [5, 1]));
    const broken = likenessOf(read([5, 1], [6, 1], [7, 1], [9, 1]));
    expect(grown[2]).toBe(broken[2]! + 1);
  });

  it('keeps within its classes, however long the likeness and odd the distance', () => {
    const reader = new MelodyReader(SPEC);
    for (let note = 0; note < 80; note++) reader.push(5, 2, note % 7 === 0 ? 19 : QUARTER);
    const kinds = likenessOf(reader);
    expect(Math.max(...kinds)).toBeLessThan(likenessCount(SPEC));
    expect(Math.min(...kinds)).toBe(0);
  });
});
