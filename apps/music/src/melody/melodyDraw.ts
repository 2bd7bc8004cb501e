import { sampleIndex, type Draw, type Row, type Sampling } from '@reprise/core';
import { tensor2d, type Tensor2D } from '@reprise/engine';
import type { MelodyConstraint } from './constraints.ts';
import type { MelodyRow } from './melodyRow.ts';
import type { MelodyInput } from './melodyStepper.ts';
import { EDGE, type MelodyVocabulary } from './melodyVocabulary.ts';

/** A token as it was drawn: a duration's or a pitch's. */
export interface DrawnToken {
  readonly id: number;
}

export interface MelodyDrawOptions extends Sampling {
  /** In the order of their weight: where all of them together leave nothing, the later ones give way. */
  readonly constraints: readonly MelodyConstraint[];
  /** called where a constraint gave way */
  readonly onBroken?: ((source: number) => void) | undefined;
}

/** Draws a duration, or a pitch, of each row among what the constraints leave. */
export function melodyDraw(
  rows: readonly MelodyRow[],
  vocabulary: MelodyVocabulary,
  { constraints, onBroken, ...sampling }: MelodyDrawOptions,
): Draw<Tensor2D, DrawnToken, MelodyInput, 'logProbs' | 'mask'> {
  const rowsOf = (drawn: readonly Row<DrawnToken>[]): MelodyRow[] =>
    drawn.map(({ source, values }) => {
      const row = rows[source] as MelodyRow;
      row.follow(values);
      return row;
    });
  return {
    prepare(logProbs, drawn) {
      const classes = logProbs.shape[1];
      // A row that is over stays behind the others.
      const time = drawn.reduce((most, { values }) => Math.max(most, values.length), 0);
      const mask = new Float32Array(drawn.length * classes).fill(-Infinity);
      rowsOf(drawn).forEach((row, index) => {
        const { source, values } = drawn[index] as Row<DrawnToken>;
        if (values.length < time) return;
        const possible = allowed(row, vocabulary, time % 2 === 1, constraints, () => onBroken?.(source));
        for (const token of possible) mask[index * classes + token] = 0;
      });
      return { logProbs, mask: tensor2d(mask, [drawn.length, classes]) };
    },
    choose({ logProbs = [], mask = [] }, rng) {
      const scores = Float64Array.from(
        logProbs,
        (own: number, token: number) => own + (mask[token] as number),
      );
      const id = sampleIndex(scores, sampling, rng.float());
      const isFree = Array.from(mask).filter((hidden) => hidden === 0).length > 1;
      return { value: { id }, logProb: isFree ? (logProbs[id] as number) : 0 };
    },
    input: (_, drawn) => ({ rows: rowsOf(drawn) }),
  };
}

/** What may come: what is given, or what all constraints agree to. Nothing comes that has no name. */
function allowed(
  row: MelodyRow,
  vocabulary: MelodyVocabulary,
  isPitch: boolean,
  constraints: readonly MelodyConstraint[],
  onBroken: () => void,
): readonly number[] {
  const given = row.givenToken(isPitch);
  if (given !== undefined) return [given];
  const { moment, saidTicks } = row;
  const may = (token: number, { duration, pitch, end }: MelodyConstraint): boolean => {
    if (isPitch) return pitch?.(vocabulary.pitchOf(token) as number, saidTicks, moment) ?? true;
    if (token === EDGE) return end?.(moment) ?? true;
    return duration?.(vocabulary.ticksOf(token) as number, moment) ?? true;
  };
  let tokens = isPitch
    ? namedTokens(vocabulary.pitchCount, (token) => vocabulary.pitchOf(token))
    : namedTokens(vocabulary.durationCount, (token) => vocabulary.ticksOf(token));
  if (!isPitch && !row.isLengthWanted && row.notes.length > 0) tokens.push(EDGE);
  for (const constraint of constraints) {
    const left = tokens.filter((token) => may(token, constraint));
    if (left.length > 0) tokens = left;
    else onBroken();
  }
  return tokens;
}

function namedTokens(count: number, nameOf: (token: number) => number | undefined): number[] {
  return Array.from({ length: count }, (_, token) => token).filter((token) => nameOf(token) !== undefined);
}
