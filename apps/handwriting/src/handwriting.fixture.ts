import { writeFileSync } from 'node:fs';
import { splitOfName, type Split } from '@reprise/app/corpus';
import { Rng } from '@reprise/engine';
import { inkToJson } from './files/inkJson.ts';
import type { Ink, Stroke } from './ink.ts';
import { transform } from './strokes/geometry.ts';
import { arc, strokeOf } from './strokes/strokes.fixture.ts';

/** Letters that anybody can write: an x is 1 high, the baseline at y = 0. */
const LETTERS: Readonly<Record<string, readonly Stroke[]>> = {
  o: transform([arc(0.5, -1.6, 4.6, 24)], [1, 0, 0, 1, 0.5, -0.5]),
  v: [strokeOf([0, -1], [0.4, 0], [0.8, -1])],
  l: [strokeOf([0.1, -2], [0.1, 0])],
  x: [strokeOf([0, -1], [0.8, 0]), strokeOf([0.8, -1], [0, 0])],
  i: [strokeOf([0.1, -1], [0.1, 0]), strokeOf([0.1, -1.4], [0.12, -1.38])],
  z: [strokeOf([0, -1], [0.8, -1], [0, 0], [0.8, 0])],
};

export const WORDS = ['oil', 'viol', 'zoo', 'ox', 'oxo', 'lo', 'vizil', 'ill', 'zil', 'lox'];

/** A word by a hand of its own slant and size. */
export function writeWord(text: string, rng: Rng, { slant = 0, size = 20 } = {}): Stroke[] {
  let right = 0;
  return Array.from(text).flatMap((letter, index) => {
    const [wide, place] = rng.fold(index).normalValues(2) as unknown as [number, number];
    const strokes = transform(LETTERS[letter] ?? [], [
      size * (1 + 0.1 * wide),
      0,
      -slant * size,
      size,
      right * size,
      0.05 * place * size,
    ]);
    right += 1.2;
    return strokes;
  });
}

/** Inks by writers of each split, each with a slant and a size of his own. */
export function makeInks(perSplit: Readonly<Record<Split, number>>, seed = 1): Ink[] {
  const rng = Rng.fromSeed(seed);
  const left = { ...perSplit };
  const inks: Ink[] = [];
  for (let person = 0; Object.values(left).some((count) => count > 0); person++) {
    const writer = `writer ${person}`;
    const split = splitOfName(writer);
    const own = rng.fold(writer);
    const [slant, size] = own.normalValues(2) as unknown as [number, number];
    for (let index = 0; index < 5 && left[split] > 0; index++, left[split]--) {
      const text = WORDS[Math.floor(own.fold('word', index).float() * WORDS.length)] as string;
      const hand = { slant: 0.2 * slant, size: 20 * Math.exp(0.3 * size) };
      inks.push({ id: `${writer}/${index}`, writer, text, strokes: writeWord(text, own.fold(index), hand) });
    }
  }
  return inks;
}

/** Writes labelled inks into a JSON file. */
export function writeInks(path: string, inks = makeInks({ train: 60, valid: 10, test: 10 })): void {
  writeFileSync(path, inkToJson(inks));
}
