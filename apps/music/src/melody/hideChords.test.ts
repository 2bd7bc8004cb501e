import { Rng } from '@reprise/engine';
import { expect, it } from 'vitest';
import { hideChords } from './hideChords.ts';
import { melodyOfPairs } from './melody.fixture.ts';

const chords = [0, 1, 2, 3].map((onset) => ({ onset, chord: { root: onset, quality: 'major' as const } }));
const tune = { ...melodyOfPairs([60, 2], [62, 2]), chords };
const known = (seed: number): number =>
  hideChords(tune, Rng.fromSeed(seed)).chords?.filter(({ chord }) => chord.quality !== 'none').length ?? 0;

it('hides the chords of half of the tunes, of half of these from the beginning, of others from some moment on', () => {
  const counts = [0, 0, 0, 0, 0];
  for (let seed = 0; seed < 400; seed++) (counts[known(seed)] as number)++;
  // The last chord begins at 3: of those that are cut somewhere, a quarter loses none.
  expect(counts[4]).toBeGreaterThan(170);
  expect(counts[0]).toBeGreaterThan(70);
  for (const count of counts.slice(1, 4)) expect(count).toBeGreaterThan(5);
});

it('says from when on nothing is known, and leaves tunes without chords as they are', () => {
  const cut = [...Array(400).keys()]
    .map((seed) => hideChords(tune, Rng.fromSeed(seed)))
    .find((melody) => melody.chords?.length === 3);
  expect(cut?.chords?.slice(0, 2)).toEqual(chords.slice(0, 2));
  expect(cut?.chords?.[2]?.chord.quality).toBe('none');
  expect(cut?.chords?.[2]?.onset).toBeGreaterThan(1);
  expect(cut?.chords?.[2]?.onset).toBeLessThanOrEqual(2);
  const without = melodyOfPairs([60, 2]);
  for (let seed = 0; seed < 20; seed++) expect(hideChords(without, Rng.fromSeed(seed))).toBe(without);
});
