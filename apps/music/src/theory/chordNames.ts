import { InputError } from '@reprise/core/errors';
import type { Chord, ChordQuality } from '../score.ts';
import { pitchClassName, pitchClassNamed, TONE_PATTERN } from './pitchClasses.ts';

/** Silence, or nothing that has a name. */
export const NO_CHORD: Chord = { root: 0, quality: 'none' };

const NO_CHORD_NAME = 'N.C.';

const SUFFIXES: Readonly<Record<Exclude<ChordQuality, 'none'>, string>> = {
  major: '',
  minor: 'm',
  diminished: 'dim',
  augmented: 'aug',
  dominant: '7',
};

const NO_CHORD_PATTERN = /^(n\.?c\.?|n|none)$/iu;

/** The root, what the chord is made of, and perhaps the tone in the bass. */
const CHORD = new RegExp(`^${TONE_PATTERN}(.*?)(?:/${TONE_PATTERN})?$`, 'u');

/** Tones added, altered or left out, in brackets or not; they change nothing of what a `Chord` says. */
const CHANGES = '(?:\\(?(?:(?:add|sus|no|omit|[#♯b♭+-])\\d{1,2}|sus|alt)\\)?)*';

/** What follows the root, the first that fits; the third and the fifth decide, then the seventh. */
const QUALITIES = (
  [
    ['diminished', '(?:dim|°|o)(?:7|maj7)?'],
    ['diminished', '(?:ø|h)7?'],
    ['diminished', '(?:m|min|mi|-)7?\\(?[b♭-]5\\)?'],
    ['dominant', '(?:aug|\\+)(?:7|9)'],
    ['augmented', '(?:aug|\\+|\\(?[#♯+]5\\)?)'],
    ['major', '(?:maj|Maj|ma|M|Δ)(?:6|7|9|11|13)?'],
    ['minor', '(?:m|min|mi|-)(?:6|7|9|11|13|6/9|69)?(?:\\(?(?:maj|Maj|M|Δ)7?\\)?)?'],
    ['dominant', '(?:dom)?(?:7|9|11|13)'],
    ['major', '(?:2|5|6|6/9|69)?'],
  ] as const
).map(([quality, pattern]) => ({ quality, pattern: new RegExp(`^(?:${pattern})${CHANGES}$`, 'u') }));

/** As `Am`, `G7`, `Bdim`, `Caug`, `N.C.`. */
export function chordName({ root, quality }: Chord): string {
  return quality === 'none' ? NO_CHORD_NAME : pitchClassName(root) + SUFFIXES[quality];
}

/**
 * The chord of a symbol as songbooks write it, reduced to its root and quality: inversions (`C/E`), added and altered
 * tones are read and dropped, sevenths but the dominant's too, the half-diminished is diminished, and what has no third
 * (`C5`, `Csus4`) counts as major.
 *
 * @throws InputError of what is no chord
 */
export function parseChord(symbol: string): Chord {
  const text = symbol.trim();
  if (NO_CHORD_PATTERN.test(text)) return NO_CHORD;
  const [, letter = '', accidental = '', rest = ''] = CHORD.exec(text) ?? [];
  const root = pitchClassNamed(letter + accidental);
  const quality = QUALITIES.find(({ pattern }) => pattern.test(rest))?.quality;
  if (root === undefined || quality === undefined) {
    throw new InputError(
      `chords: expected a symbol such as C, Am, G7, Bdim, F#m7b5, C/E or N.C., got "${symbol}".`,
    );
  }
  return { root, quality };
}

export function sameChord(one: Chord, other: Chord): boolean {
  return one.quality === other.quality && (one.quality === 'none' || one.root === other.root);
}
