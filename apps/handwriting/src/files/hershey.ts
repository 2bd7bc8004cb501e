import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk } from './makeInk.ts';
import { parseJson } from './parseJson.ts';
import { describe } from './stroke3.ts';
import { strokesOfPath } from './svg/pathData.ts';

/** A stroke font of A. V. Hershey (1967). */
export interface HersheyFont {
  /** such as futural */
  readonly key: string;
  /** such as Sans 1-stroke */
  readonly name: string;
  /** by character, or what stands in its place: most fonts have those of ASCII from ! on, without the space */
  readonly glyphs: ReadonlyMap<string, HersheyGlyph>;
}

export interface HersheyGlyph {
  /** y downwards; undefined where nothing is drawn */
  readonly ink: Ink | undefined;
  /** from the origin of the glyph to that of the next one */
  readonly advance: number;
}

const FIRST_CHARACTER = '!'.charCodeAt(0);

/** Whether a value is fonts as {@link readHersheyFonts} reads them. */
export function isHersheyFonts(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const fonts = Object.values(json) as unknown[];
  return (
    fonts.length > 0 && fonts.every((font) => typeof font === 'object' && font !== null && 'chars' in font)
  );
}

/**
 * Reads Hershey fonts as JSON, `{key: {name, chars: [{d, o}]}}`: paths of SVG and half the advance, from the character !
 * on.
 *
 * @param name what messages call the file
 * @throws InputError with the font and its glyph where it is no such text
 */
export function readHersheyFonts(text: string, name: string): HersheyFont[] {
  const json = parseJson(text, name);
  if (!isHersheyFonts(json)) {
    throw new InputError(`${name}: expected fonts {key: {name, chars: [{d, o}]}}, got ${describe(json)}`);
  }
  return Object.entries(json as Record<string, { name?: unknown; chars: unknown }>).map(([key, font]) => {
    if (!Array.isArray(font.chars)) {
      throw new InputError(`${name}, ${key}: expected a list of glyphs, got ${describe(font.chars)}`);
    }
    const glyphs = (font.chars as unknown[]).map((glyph, index): [string, HersheyGlyph] => {
      const character = String.fromCharCode(FIRST_CHARACTER + index);
      return [
        character,
        readGlyph(glyph, `${key}/${character}`, character, `${name}, ${key}, glyph ${index + 1}`),
      ];
    });
    return { key, name: typeof font.name === 'string' ? font.name : key, glyphs: new Map(glyphs) };
  });
}

function readGlyph(glyph: unknown, id: string, text: string, place: string): HersheyGlyph {
  const { d, o } = (typeof glyph === 'object' && glyph !== null ? glyph : {}) as { d?: unknown; o?: unknown };
  if (typeof d !== 'string' || typeof o !== 'number' || !Number.isFinite(o)) {
    throw new InputError(`${place}: expected {d: a path, o: half the advance}, got ${describe(glyph)}`);
  }
  const strokes = strokesOfPath(d, place);
  return { ink: strokes.length === 0 ? undefined : makeInk({ id, strokes, text }, place), advance: 2 * o };
}
