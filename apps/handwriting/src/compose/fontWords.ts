import { InputError } from '@reprise/core/errors';
import { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { HersheyFont, HersheyGlyph } from '../files/hershey.ts';
import type { Stroke } from '../ink.ts';
import { augment } from '../strokes/augment.ts';
import { boundsOf, transform } from '../strokes/geometry.ts';
import { normalise } from '../strokes/normalise.ts';
import { resample } from '../strokes/resample.ts';
import type { Written } from './composeInk.ts';

/** Hershey's fonts whose glyphs are not what ASCII says, or not all of them: other scripts and signs. */
const NOT_LATIN = new Set([
  'astrology',
  'cyrillic',
  'greek',
  'japanese',
  'markers',
  'mathlow',
  'mathupp',
  'meteorology',
  'music',
  'symbolic',
  'timesg',
]);

const ON_THE_LINE = Array.from('acehiklmnorstuvwxzABCDEHIKLMNOPRSTUVWXZ');
const X_HIGH = Array.from('acemnorsuvwxz');

/** In x-heights. */
const SPACE = 1.1;
/** Between points, in heights of ascenders: straight lines of a font have two points, and want to be bent. */
const SPACING = 0.05;
/** Places are whole parts of it: four digits each, so that files of thousands of words stay small. */
const PARTS = 10_000;

/**
 * A text in a stroke font: glyphs side by side by their advances.
 *
 * @returns strokes in x-heights of the font, the baseline at y = 0, as `composeInk` returns them; undefined for a font
 *   of other glyphs than Latin letters, for a character that the font lacks, and where there is nothing to draw
 */
export function writeInFont(font: HersheyFont, text: string): Written | undefined {
  const line = lineOf(font);
  if (!line || !canWrite(font, text)) return undefined;
  const { baseline, xHeight } = line;
  const scale = 1 / xHeight;
  const strokes: Stroke[] = [];
  let origin = 0;
  for (const character of text) {
    const glyph = font.glyphs.get(character);
    if (glyph?.ink)
      strokes.push(...transform(glyph.ink.strokes, [scale, 0, 0, scale, origin, -baseline * scale]));
    origin += glyph ? glyph.advance * scale : SPACE;
  }
  return { strokes, text };
}

/**
 * Words in random fonts, each as by another hand: labelled ink for tests and to warm up on. The writer is the key of the
 * font, the category `font`.
 *
 * @param words what is written: a word is drawn as often as it comes; those that no font has the characters of are not
 * @param options how many inks; `seed` decides all of them, each apart from how many there are
 * @throws InputError where no font has Latin letters, and for no word that a font can write
 */
export function fontWords(
  fonts: readonly HersheyFont[],
  words: readonly string[],
  { count, seed }: { readonly count: number; readonly seed: number },
): LabelledInk[] {
  const latin = fonts.filter((font) => lineOf(font) !== undefined);
  if (latin.length === 0) {
    const got = fonts.map(({ key }) => key).join(', ') || 'none';
    throw new InputError(`fonts: expected one with Latin letters, got ${got}.`);
  }
  const choices = latin
    .map((font) => ({ font, words: words.filter((word) => canWrite(font, word)) }))
    .filter((choice) => choice.words.length > 0);
  if (choices.length === 0) {
    throw new InputError(`words: expected some that the fonts have the characters of, got ${words.length}.`);
  }
  const rng = Rng.fromSeed(seed).fold('font words');
  return Array.from({ length: count }, (_, index) => {
    const own = rng.fold(index);
    const choice = pick(choices, own.fold('font'));
    const { key } = choice.font;
    const { strokes, text } = writeInFont(choice.font, pick(choice.words, own.fold('word'))) as Written;
    const written = augment(resample(normalise(strokes), SPACING), own);
    return {
      id: `${key}/${index}`,
      strokes: onGrid(normalise(written)),
      text,
      category: 'font',
      writer: key,
    };
  });
}

/** On which line the letters of a font stand, and how high an x is, in its unit; undefined for no Latin letters. */
function lineOf({ key, glyphs }: HersheyFont): { baseline: number; xHeight: number } | undefined {
  if (NOT_LATIN.has(key)) return undefined;
  const edgesOf = (characters: readonly string[], edge: 'top' | 'bottom'): number[] =>
    characters.flatMap((character) => {
      const ink = glyphs.get(character)?.ink;
      return ink ? [boundsOf(ink.strokes)[edge]] : [];
    });
  // Medians, since some hands let an x or an H hang below the line.
  const baseline = median(edgesOf(ON_THE_LINE, 'bottom'));
  const top = median(edgesOf(X_HIGH, 'top'));
  if (baseline === undefined || top === undefined || top >= baseline) return undefined;
  return { baseline, xHeight: baseline - top };
}

function canWrite({ glyphs }: HersheyFont, text: string): boolean {
  const characters = Array.from(text);
  const drawn = (glyph: HersheyGlyph | undefined): boolean => glyph?.ink !== undefined;
  return (
    characters.some((character) => drawn(glyphs.get(character))) &&
    characters.every((character) => character === ' ' || drawn(glyphs.get(character)))
  );
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function onGrid(strokes: readonly Stroke[]): Stroke[] {
  const round = (at: number): number => Math.round(at * PARTS) / PARTS;
  return strokes.map(({ x, y }) => ({ x: x.map(round), y: y.map(round) }));
}

function pick<T>(list: readonly T[], rng: Rng): T {
  return list[Math.floor(rng.float() * list.length)] as T;
}
