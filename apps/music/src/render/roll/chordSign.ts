import type { Chord, ChordQuality } from '../../score.ts';

/** From F upwards, each a fifth above the one before; seven further on it is the same letter, sharpened. */
const LETTERS = 'FCGDAEB';
/** Where C is among them. */
const C = 1;
/**
 * Roots are spelled as the twelve neighbours of the key on the line of fifths: from so many below on. Those of diminished
 * chords are leading tones, which sharps raise.
 */
const FLATWARD = { diminished: 1, others: 4 };
/** Beyond these signatures, roots would need more than one accidental. */
const MOST = { flats: -4, sharps: 5 };

const SUFFIXES: Readonly<Record<Exclude<ChordQuality, 'none'>, string>> = {
  major: '',
  minor: 'm',
  diminished: '°',
  augmented: '+',
  dominant: '7',
};

/**
 * A chord as it is printed above a melody: `F♯m`, `B♭7`, `B°`; `N.C.` is none.
 * @param fifths sharps of the key, flats negative: what decides between F♯ and G♭
 */
export function chordSign({ root, quality }: Chord, fifths: number): string {
  if (quality === 'none') return 'N.C.';
  const flatward = quality === 'diminished' ? FLATWARD.diminished : FLATWARD.others;
  const lowest = Math.max(MOST.flats, Math.min(MOST.sharps, fifths)) - flatward;
  // A semitone is seven fifths.
  const place = lowest + modulo(7 * root - lowest, 12) + C;
  const accidentals = Math.floor(place / LETTERS.length);
  const sign = (accidentals < 0 ? '♭' : '♯').repeat(Math.abs(accidentals));
  return `${LETTERS.charAt(modulo(place, LETTERS.length))}${sign}${SUFFIXES[quality]}`;
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
