import { REST, STEPS_PER_QUARTER } from '../score.ts';

/** What is seen at a quarter of a piece that tells strong beats from weak ones; the order of {@link beatEvidence}. */
export const EVIDENCE = [
  'length of the highest voice’s note that begins',
  'notes begin in the quarter before',
  'the bass moves',
  'length of the chord that begins',
  'nothing begins',
] as const;

/** Longer notes are no stronger: two quarters. */
const LONGEST = 2 * STEPS_PER_QUARTER;

/**
 * What is seen at each quarter, less its mean over the piece: [quarters][evidence].
 *
 * @param voices on a grid of sixteenths, the highest first; a voice alone has no bass below
 */
export function beatEvidence(voices: readonly ArrayLike<number>[]): number[][] {
  const steps = voices[0]?.length ?? 0;
  const begins = voices.map((voice) => beginnings(voice, steps));
  const anyBegins = Array.from({ length: steps }, (_, step) => begins.some((own) => own[step] === true));
  const [melody, bass] = [begins[0], voices.length > 1 ? begins.at(-1) : undefined];
  const quarters: number[][] = [];
  for (let step = 0; step < steps; step += STEPS_PER_QUARTER) {
    const sings = melody?.[step] === true && voices[0]?.[step] !== REST;
    quarters.push([
      sings ? lengthFrom(melody, step) : 0,
      anyBegins.slice(Math.max(0, step - STEPS_PER_QUARTER + 1), step).includes(true) ? 1 : 0,
      bass?.[step] === true ? 1 : 0,
      anyBegins[step] === true ? lengthFrom(anyBegins, step) : 0,
      anyBegins[step] === true ? 0 : 1,
    ]);
  }
  return lessMean(quarters);
}

/** Where a note or a silence begins. What is struck again at the same pitch cannot be told from what is held. */
function beginnings(voice: ArrayLike<number>, steps: number): boolean[] {
  return Array.from({ length: steps }, (_, step) => step === 0 || voice[step] !== voice[step - 1]);
}

/** In quarters, to where something begins again. */
function lengthFrom(begins: readonly boolean[], from: number): number {
  let to = from + 1;
  while (to < begins.length && to < from + LONGEST && begins[to] !== true) to++;
  return (to - from) / STEPS_PER_QUARTER;
}

function lessMean(rows: readonly (readonly number[])[]): number[][] {
  const means = EVIDENCE.map(
    (_, kind) => rows.reduce((sum, row) => sum + (row[kind] as number), 0) / Math.max(1, rows.length),
  );
  return rows.map((row) => row.map((value, kind) => value - (means[kind] as number)));
}
