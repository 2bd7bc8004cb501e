/** Who a note is from. */
export type Origin = 'given' | 'generated' | 'unknown';

type Rgb = readonly [red: number, green: number, blue: number];

interface Shades {
  readonly light: Rgb;
  readonly dark: Rgb;
  /** for a part that stands alone */
  readonly single: Rgb;
}

/**
 * Okabe and Ito's blue and vermilion, which people with any colour vision tell apart, and lighter and darker shades of
 * them, none so light that it is hard to see on paper.
 */
const BLUE: Shades = { light: [86, 168, 224], dark: [0, 58, 108], single: [0, 114, 178] };
const VERMILION: Shades = { light: [240, 132, 52], dark: [146, 50, 0], single: [213, 94, 0] };
const SHADES: Readonly<Record<Origin, Shades>> = { given: BLUE, generated: VERMILION, unknown: BLUE };

/** The colour of a part's notes: parts are told apart by shade, the first the lightest. */
export function noteColor(origin: Origin, part: number, parts: number): string {
  const { light, dark, single } = SHADES[origin];
  const mixed = light.map((value, index) => value + (part / (parts - 1)) * ((dark[index] as number) - value));
  const rgb = parts < 2 ? single : mixed;
  return `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

export const PAPER = {
  /** rows of black keys */
  shaded: '#f1f4f7',
  octave: '#c3cdd7',
  beat: '#dfe5eb',
  bar: '#93a1ae',
  blackKey: '#2b3641',
  whiteKey: '#ffffff',
} as const;
