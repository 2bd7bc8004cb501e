import { SPECIAL_TOKENS, EOS } from '@reprise/core';

/** How much each target word looked at each source word. */
export interface Alignment {
  readonly source: readonly string[];
  readonly target: readonly string[];
  /** [target][source], each row summing to 1. */
  readonly weights: readonly (readonly number[])[];
}

const END_OF_SENTENCE = SPECIAL_TOKENS[EOS];
/** As in figure 3 of Bahdanau et al. 2015. */
const END_SIGN = '<end>';

/**
 * The alignment of words from the attention between sub-word pieces.
 *
 * A piece that begins with a space begins a word, as does the first piece. A target word looked at a
 * source word as much as its pieces did on average, over all pieces of that source word: so each row still
 * sums to 1. `<eos>` is a word of its own, shown as `<end>`; it is kept, because a decoder that has nothing to
 * look at looks there, and rows without it would show a certainty that the model did not have.
 *
 * @param source pieces of the source sentence
 * @param target pieces of the translation
 * @param weights [target][source]
 * @throws RangeError unless there is one row for each target piece, with one weight for each source piece.
 */
export function wordAlignment(
  source: readonly string[],
  target: readonly string[],
  weights: readonly (readonly number[])[],
): Alignment {
  checkWeights('wordAlignment', source, target, weights);
  const sourceWords = groupPieces(source);
  const targetWords = groupPieces(target);
  return {
    source: sourceWords.map((word) => spell(source, word)),
    target: targetWords.map((word) => spell(target, word)),
    weights: targetWords.map((rows) =>
      sourceWords.map((columns) => {
        const looked = rows.map((row) => sum(columns.map((column) => weights[row]?.[column] ?? 0)));
        return sum(looked) / rows.length;
      }),
    ),
  };
}

/**
 * @throws RangeError unless `weights` is [target][source], of numbers from 0 to 1.
 */
export function checkWeights(
  who: string,
  source: readonly string[],
  target: readonly string[],
  weights: readonly (readonly number[])[],
): void {
  if (weights.length !== target.length) {
    throw new RangeError(
      `${who}: expected a row of weights for each of ${target.length} target entries, got ${weights.length}`,
    );
  }
  for (const [index, row] of weights.entries()) {
    if (row.length !== source.length) {
      throw new RangeError(
        `${who}: expected ${source.length} weights in row ${index}, one for each source entry, got ${row.length}`,
      );
    }
    // Rounding in float32 may carry a weight a little beyond 1.
    const wrong = row.find((weight) => !(weight >= 0 && weight <= 1.001));
    if (wrong !== undefined) {
      throw new RangeError(`${who}: expected weights from 0 to 1, got ${wrong} in row ${index}`);
    }
  }
}

/** The indices of the pieces of each word. */
function groupPieces(pieces: readonly string[]): number[][] {
  const words: number[][] = [];
  for (const [index, piece] of pieces.entries()) {
    const word = words.at(-1);
    const afterEnd = pieces[index - 1] === END_OF_SENTENCE;
    if (word === undefined || piece.startsWith(' ') || piece === END_OF_SENTENCE || afterEnd) {
      words.push([index]);
    } else {
      word.push(index);
    }
  }
  return words;
}

function spell(pieces: readonly string[], word: readonly number[]): string {
  const text = word.map((index) => pieces[index] ?? '').join('');
  return text === END_OF_SENTENCE ? END_SIGN : text.trim();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
