import { InputError } from '@reprise/core/errors';

/** Points of consecutive components; both ends belong to it. */
export interface Stretch {
  readonly first: number;
  /** the first point of the first component, from 0 */
  readonly firstPoint: number;
  readonly last: number;
  /** the last point of the last component; undefined: all of it */
  readonly lastPoint: number | undefined;
}

/** What a .SEGMENT says of the components before it. */
export interface Segment {
  /** WORD, CHARACTER and so on: an entry of the file's .HIERARCHY */
  readonly level: string;
  readonly stretches: readonly Stretch[];
  readonly label: string | undefined;
}

const ITEM = /^(\d+)(?::(\d+))?(?:-(\d+)(?::(\d+))?)?$/u;

/**
 * Reads what follows .SEGMENT: a level, a delineation such as `3-5,7:0-7:12`, a quality and a label in quotation marks;
 * the last two may be missing.
 * @throws InputError where it is no such text
 */
export function readSegment(body: string, place: string): Segment {
  const [, level = '', after = ''] = /^\s*(\S+)([\s\S]*)$/u.exec(body) ?? [];
  // Components may stand on several lines; what follows them begins with a letter or a sign of its own.
  const [delineation = ''] = /^\s[\d:,\-\s]*/u.exec(after) ?? [];
  const rest = after.slice(delineation.length);
  const isGlued = rest !== '' && !rest.startsWith('"') && !/\s$/u.test(delineation);
  if (!/\d/u.test(delineation) || /[\d:]\s+[\d:]/u.test(delineation) || isGlued) {
    throw new InputError(
      `${place}: expected .SEGMENT, a level and components such as WORD 3-5, got ${JSON.stringify(body.trim().slice(0, 60))}`,
    );
  }
  const stretches = delineation
    .replaceAll(/\s/gu, '')
    .split(',')
    .map((item) => readItem(item, place));
  const opening = rest.indexOf('"');
  const closing = rest.lastIndexOf('"');
  const label = closing > opening ? unescapeLabel(rest.slice(opening + 1, closing)) : undefined;
  return { level: level.toUpperCase(), stretches, label: label === '' ? undefined : label };
}

function readItem(item: string, place: string): Stretch {
  const match = ITEM.exec(item);
  if (match === null) {
    throw new InputError(
      `${place}: expected components such as 3, 3-5 or 3:10-5:2, got ${JSON.stringify(item.slice(0, 60))}`,
    );
  }
  const [, start, startPoint, end, endPoint] = match;
  const first = Number(start);
  const firstPoint = Number(startPoint ?? 0);
  // One point alone, a:b, is that point.
  const last = Number(end ?? first);
  const lastPoint = end === undefined ? startPoint : endPoint;
  const stretch = {
    first,
    firstPoint,
    last,
    lastPoint: lastPoint === undefined ? undefined : Number(lastPoint),
  };
  if (last < first || (last === first && (stretch.lastPoint ?? Infinity) < firstPoint)) {
    throw new InputError(`${place}: expected components in their order, got ${JSON.stringify(item)}`);
  }
  return stretch;
}

/** What a label says: `\"` and `\\` are characters, `\@` marks one that is hard to read and says nothing. */
export function unescapeLabel(label: string): string {
  return label.replaceAll(/\\(.)/gsu, (_, character: string) => (character === '@' ? '' : character));
}
