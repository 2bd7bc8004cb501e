import { InputError } from '@reprise/core/errors';
import type { StrokePoints } from '../makeInk.ts';
import type { TraceFormat } from './traceFormat.ts';

/** How a value is to be taken: as it is, as a step, or as a change of the step; it holds until another sign. */
type Mode = '!' | "'" | '"';

/**
 * The points of a trace, apart by commas: numbers, decimal or `#` hexadecimal, each after `!` (as it is), `'` (a step
 * since the last point) or `"` (a change of that step), `*` (the same value, or the same step, again), T or F.
 *
 * @throws InputError of other text, unknown values (`?`) of X or Y, and points of too few or too many values
 */
export function readTrace(
  text: string,
  { channels, regular, timeUnit }: TraceFormat,
  place: string,
): StrokePoints {
  const modes: Mode[] = channels.map(() => '!');
  const values: number[] = channels.map(() => 0);
  const steps: number[] = channels.map(() => 0);
  const points: StrokePoints = { x: [], y: [], t: [] };
  const [xAt, yAt, tAt] = ['X', 'Y', 'T'].map((channel) => channels.indexOf(channel)) as [
    number,
    number,
    number,
  ];
  const pieces = text.split(',');
  if (pieces.at(-1)?.trim() === '') pieces.pop();
  for (const [index, piece] of pieces.entries()) {
    const at = () => `${place}, point ${index + 1}`;
    const tokens = tokensOf(piece, at);
    if (tokens.length < regular || tokens.length > channels.length) {
      throw new InputError(
        `${at()}: expected ${regular} values (${channels.join(' ')}), got ${tokens.length}`,
      );
    }
    for (const [channel, { mode, value }] of tokens.entries()) {
      if (mode !== undefined) modes[channel] = mode;
      advance(channel, modes[channel] ?? '!', value, values, steps);
    }
    points.x.push(values[xAt] as number);
    points.y.push(values[yAt] as number);
    if (tAt !== -1 && tAt < tokens.length) points.t.push((values[tAt] as number) * timeUnit);
  }
  return points;
}

/** Takes a value, `*` as undefined, into those of its channel. */
function advance(
  channel: number,
  mode: Mode,
  given: number | undefined,
  values: number[],
  steps: number[],
): void {
  const last = values[channel] as number;
  const step = steps[channel] as number;
  if (mode === '!') {
    values[channel] = given ?? last;
    steps[channel] = values[channel] - last;
    return;
  }
  const next = given === undefined ? step : mode === "'" ? given : step + given;
  steps[channel] = next;
  values[channel] = last + next;
}

function tokensOf(piece: string, at: () => string): { mode: Mode | undefined; value: number | undefined }[] {
  const token =
    /\s*(?:([!'"])\s*)?(\*|\?|[TF]|#[0-9A-Fa-f]+|-?#[0-9A-Fa-f]+|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/uy;
  const end = piece.trimEnd().length;
  const tokens: { mode: Mode | undefined; value: number | undefined }[] = [];
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const [, mode, word] = token.exec(piece) ?? [];
    if (word === undefined) {
      throw new InputError(
        `${at()}: expected numbers, got ${JSON.stringify(piece.slice(from, from + 20).trim())}`,
      );
    }
    tokens.push({ mode: mode as Mode | undefined, value: valueOf(word) });
  }
  return tokens;
}

/** NaN where it is not known, which only matters in a channel that is read. */
function valueOf(word: string): number | undefined {
  switch (word) {
    case '*':
      return undefined;
    case '?':
      return NaN;
    case 'T':
      return 1;
    case 'F':
      return 0;
    default:
      return word.includes('#') ? parseInt(word.replace('#', ''), 16) : Number(word);
  }
}
