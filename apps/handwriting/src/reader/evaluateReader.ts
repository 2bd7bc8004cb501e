import { characterEdits, editRate, type Edits } from '@reprise/core';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { LoadedReader } from '../modelFolder.ts';
import { makeAlphabet } from './alphabet.ts';
import { labelDecoder, type DecodeOptions } from './decodeLabels.ts';

/** What is measured of a reader on texts of one kind. */
export interface ReadingScores {
  /** UNIPEN's category, or `all` */
  readonly category: string;
  readonly count: number;
  /** of single characters: how many are right, the reading being one of the category's characters */
  readonly accuracy?: number | undefined;
  /** of words: character error rates */
  readonly cer?: CharacterErrors | undefined;
}

export interface CharacterErrors {
  /** ink alone decides */
  readonly alone: Rates;
  /** with what the model knows of words; undefined where it knows none */
  readonly language: Rates | undefined;
}

/** Error rates of all texts, and apart of those that the training has and has not. */
export interface Rates {
  readonly all: number;
  readonly known: number;
  readonly unknown: number;
  /** of all: texts that are not right to the last character */
  readonly wrongTexts: number;
}

/** What UNIPEN's categories of single characters consist of. */
const CATEGORY_CHARACTERS: Readonly<Record<string, readonly string[]>> = {
  '1a': Array.from('0123456789'),
  '1b': Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  '1c': Array.from('abcdefghijklmnopqrstuvwxyz'),
};

interface Example {
  readonly text: string;
  readonly category: string | undefined;
  readonly logits: Float32Array;
}

/**
 * Measures readings.
 * @param examples what was written, and what the network sees in it: [time, classes]
 * @param known texts of the training
 */
export function scoreReadings(
  { architecture, language }: Pick<LoadedReader, 'architecture' | 'language'>,
  examples: readonly Example[],
  known: ReadonlySet<string>,
): ReadingScores[] {
  const alphabet = makeAlphabet(architecture.characters);
  const read = (part: readonly Example[], options: DecodeOptions): Edits[] => {
    const decode = labelDecoder(alphabet, options);
    return part.map(({ logits, text }) => characterEdits(decode(logits)[0]?.text ?? '', text));
  };
  const rates = (part: readonly Example[], options: DecodeOptions): Rates => {
    const edits = read(part, options);
    const of = (isKnown: boolean): number =>
      editRate(edits.filter((_, index) => known.has(part[index]?.text ?? '') === isKnown));
    const wrong = edits.filter((each) => each.edits > 0).length;
    return { all: editRate(edits), known: of(true), unknown: of(false), wrongTexts: wrong / part.length };
  };
  const groups = new Map<string, Example[]>();
  for (const example of examples) {
    const key = example.category ?? 'all';
    const group = groups.get(key);
    if (group) group.push(example);
    else groups.set(key, [example]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, part]) => {
      const count = part.length;
      if (part.every(({ text }) => Array.from(text).length === 1)) {
        const oneOf = CATEGORY_CHARACTERS[category] ?? architecture.characters;
        const right = read(part, { oneOf }).filter(({ edits }) => edits === 0).length;
        return { category, count, accuracy: right / count };
      }
      const alone = rates(part, {});
      return { category, count, cer: { alone, language: language && rates(part, { language }) } };
    });
}

/** Scores as lines for a person. */
export function describeReadings(scores: readonly ReadingScores[]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return scores
    .flatMap(({ category, count, accuracy, cer }) => {
      const head = `${category}: ${count.toLocaleString('en-US')} inks`;
      if (accuracy !== undefined) return [`${head}, ${percent(accuracy)} right`];
      const line = (name: string, { all, known, unknown, wrongTexts }: Rates): string =>
        `  ${name.padEnd(16)} character error rate ${percent(all)} (texts in the training ${percent(known)}, others ${percent(unknown)}); ${percent(wrongTexts)} of the texts wrong`;
      return [
        head,
        ...(cer ? [line('ink alone', cer.alone)] : []),
        ...(cer?.language ? [line('with language', cer.language)] : []),
      ];
    })
    .join('\n');
}

/** @returns the texts of a training */
export function textsOf(inks: readonly Pick<LabelledInk, 'text'>[]): Set<string> {
  return new Set(inks.map(({ text }) => text));
}
