import { Rng } from '@reprise/engine';
import type { Melody, MelodyNote } from './melody.ts';

/** Notes by MIDI number and quarters. */
export function melodyOfPairs(...pairs: (readonly [number, number])[]): Melody {
  return { id: 'tune', notes: pairs.map(([pitch, duration]) => ({ pitch, duration })) };
}

/** The pitches of the tunes made here. */
const PITCHES = [60, 62, 64, 65, 67, 69, 71, 72];

/**
 * A tune whose second half repeats the first, which nothing foretells: quarters and pairs of eighths at random.
 * @param quarters of each half
 */
export function twice(seed: number, quarters = 8): Melody {
  const rng = Rng.fromSeed(seed).fold('twice');
  const half: MelodyNote[] = [];
  const pitch = (): number =>
    PITCHES[Math.floor(rng.fold('pitch', half.length).float() * PITCHES.length)] as number;
  for (let quarter = 0; quarter < quarters; quarter++) {
    const parts = rng.fold('parts', quarter).float() < 0.5 ? 1 : 2;
    for (let part = 0; part < parts; part++) half.push({ pitch: pitch(), duration: 1 / parts });
  }
  return { id: `twice${seed}`, notes: [...half, ...half] };
}
