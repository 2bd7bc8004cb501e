import { readLines } from '@reprise/app/textFile';
import { fontWords } from '../compose/fontWords.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import { readText } from '../files/fileText.ts';
import { readHersheyFonts } from '../files/hershey.ts';

export interface GenerateOptions {
  /** Hershey fonts as JSON */
  readonly fonts: string;
  /** a text file: what is written, one a line */
  readonly words: string;
  readonly count: number;
  readonly seed: number;
}

/**
 * Words of a file in the fonts of another, see {@link fontWords}.
 * @throws InputError for files that cannot be read, fonts without Latin letters and words that none of them can write
 */
export async function generateWords({ fonts, words, count, seed }: GenerateOptions): Promise<LabelledInk[]> {
  const read = readHersheyFonts(await readText(fonts), fonts);
  const texts = (await readLines(words)).map((line) => line.trim()).filter((line) => line !== '');
  return fontWords(read, texts, { count, seed });
}
