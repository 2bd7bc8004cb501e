import { barQuarters, STEPS_PER_QUARTER, stepsOf, type VoiceGrid } from '../score.ts';

/** Steps of a bar; not a whole number where sixteenths do not fill it. */
export function barLength({ meter }: Pick<VoiceGrid, 'meter'>): number {
  return barQuarters(meter) * STEPS_PER_QUARTER;
}

/** How long a grid is, in bars; upbeat and last bar count for what they have. */
export function barsIn(grid: Pick<VoiceGrid, 'voices' | 'meter'>): number {
  return stepsOf(grid) / barLength(grid);
}

/** Whole bars of a grid, and those of them that are in all voices equal to an earlier one. */
export function countRepeatedBars(grid: VoiceGrid): { readonly bars: number; readonly repeated: number } {
  const length = barLength(grid);
  const steps = stepsOf(grid);
  const seen = new Set<string>();
  let bars = 0;
  for (let start = grid.upbeat; start + length <= steps; start += length) {
    seen.add(grid.voices.map((voice) => voice.subarray(start, start + length).join(' ')).join('|'));
    bars++;
  }
  return { bars, repeated: bars - seen.size };
}
