import { choirTone } from './choirTone.ts';
import { pipeTone } from './pipeTone.ts';
import { pluckedTone, struckTone } from './stringTone.ts';
import type { Tone } from './tone.ts';

/** The last program of each group of General MIDI, and which of the tones behaves most like it. */
const GROUPS: readonly (readonly [last: number, tone: Tone])[] = [
  [7, struckTone], // pianos
  [15, pluckedTone], // bells and bars
  [23, pipeTone], // organs
  [39, pluckedTone], // guitars and basses
  [44, choirTone], // bowed strings
  [47, pluckedTone], // pizzicato, harp and timpani
  [55, choirTone], // ensembles and choirs
  [87, pipeTone], // brass, reeds, pipes and leads
  [103, choirTone], // pads and effects
  [119, pluckedTone], // plucked and struck instruments of the world
];

/** The tone that plays a General MIDI program, 0 to 127. */
export function toneOf(program: number): Tone {
  return GROUPS.find(([last]) => program <= last)?.[1] ?? choirTone;
}
