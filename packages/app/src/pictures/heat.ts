/** White where there is nothing, through blue to the darkest: told apart without colour vision and in print. */
export const HEAT = ['#ffffff', '#6f9ccb', '#0a2a52'] as const;

/** The colour of a part from 0 to 1. */
export function heatColour(part: number): string {
  const place = Math.min(1, Math.max(0, part)) * (HEAT.length - 1);
  const before = Math.min(HEAT.length - 2, Math.floor(place));
  const [low, high] = [channelsOf(HEAT[before] ?? HEAT[0]), channelsOf(HEAT[before + 1] ?? HEAT[2])];
  const mixed = low.map((value, at) => Math.round(value + (place - before) * ((high[at] ?? 0) - value)));
  return `rgb(${mixed.join(', ')})`;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
