import { writeFileSync } from 'node:fs';
import { triads } from './voices/piece.fixture.ts';

const TAUGHT = [55, 57, 59, 60, 62, 64];

/** Pieces as the file of chorales has them: steps of four pitches. */
function stepsOf(tonic: number, steps: number): number[][] {
  const { voices } = triads(steps, tonic);
  return Array.from({ length: steps }, (_, step) => voices.map((voice) => voice[step] as number));
}

/** Writes pieces with rules that can be learned, in several keys, as JSON of four voices. No two are of one length. */
export function writeChorales(path: string): void {
  const train = TAUGHT.map((tonic, index) => stepsOf(tonic, 32 + 4 * index));
  writeFileSync(
    path,
    JSON.stringify({ train, valid: [stepsOf(58, 54)], test: [stepsOf(61, 58), stepsOf(56, 62)] }),
  );
}

/** The same as frames. */
export function writeFrames(path: string): void {
  const frames = (tonic: number, steps: number): number[][] =>
    stepsOf(tonic, steps).map((step) => step.toSorted((a, b) => a - b));
  const train = TAUGHT.map((tonic, index) => frames(tonic, 24 + 2 * index));
  writeFileSync(path, JSON.stringify({ train, valid: [frames(58, 36)], test: [frames(61, 38)] }));
}
