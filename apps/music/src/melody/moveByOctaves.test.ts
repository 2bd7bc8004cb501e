import { expect, it } from 'vitest';
import { REST } from '../score.ts';
import { moveByOctaves } from './moveByOctaves.ts';

const notes = (...pitches: number[]) => pitches.map((pitch) => ({ pitch, duration: 1 }));

it.each([
  ['what fits stays', [60, REST, 64], [60, REST, 64], [55, 80]],
  ['a bass goes up', [36, 43, REST], [60, 67, REST], [55, 80]],
  ['a piccolo goes down', [96, 98], [72, 74], [55, 80]],
  ['most of the notes count', [50, 62, 62], [50, 62, 62], [60, 70]],
  ['MIDI has an end', [20, 22], [20, 22], [100, 120]],
] as const)('%s', (_, given, expected, range) => {
  const moved = moveByOctaves(notes(...given), range);
  expect(moved.notes).toEqual(notes(...expected));
  expect(moved.back(moved.notes)).toEqual(notes(...given));
});
