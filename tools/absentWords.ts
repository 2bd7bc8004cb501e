import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * Chooses the words of apps/handwriting/src/writer/absentWords.ts, and prints them:
 *
 *   node tools/run.mjs tools/absentWords.ts BOOK WORDS.ndjson.gz DICTIONARY.gz
 *
 * out of a book in plain text, words that a pronouncing dictionary has and the labelled words of a handwriting corpus
 * have not, with the lengths of that corpus's test split.
 */

const COUNT = 200;
const LEAST_LENGTH = 3;
/** What begins alike counts as one word: `wander` stands for `wanders` and `wandering`. */
const STEM = 4;
/** Occurrences in the book: the rarest are misprints, names, and words of other languages. */
const LEAST_COUNT = 3;
/** In the book and in the dictionary, but not English words. */
const FOREIGN = new Set(['ami', 'des', 'etc', 'les', 'mon', 'pas', 'sans', 'voir', 'von']);

const [bookPath, corpusPath, dictionaryPath] = process.argv.slice(2) as [string, string, string];
const unzip = (path: string): string => gunzipSync(readFileSync(path)).toString();

const counts = new Map<string, number>();
for (const [word] of readFileSync(bookPath, 'utf8').matchAll(/[\p{L}’'-]+/gu))
  counts.set(word, (counts.get(word) ?? 0) + 1);

const dictionary = new Set(unzip(dictionaryPath).match(/^[a-z]+(?= )/gmu));

const written = new Set<string>();
const lengths = new Map<number, number>();
for (const line of unzip(corpusPath).split('\n').filter(Boolean)) {
  const { text, split } = JSON.parse(line) as { text: string; split: string };
  written.add(text.toLowerCase());
  if (split !== 'test' || text.length < LEAST_LENGTH) continue;
  lengths.set(text.length, (lengths.get(text.length) ?? 0) + 1);
}

/** A proper name is written with a capital more often than without. */
function isCommon(word: string, count: number): boolean {
  const capital = (word[0] as string).toUpperCase() + word.slice(1);
  return count >= LEAST_COUNT && count > (counts.get(capital) ?? 0);
}

const hashOf = (word: string): string => createHash('sha256').update(word).digest('hex');
const candidates = [...counts]
  .filter(([word, count]) => isCommon(word, count))
  .map(([word]) => word)
  .filter((word) => dictionary.has(word) && !written.has(word) && !FOREIGN.has(word))
  .sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1));

/** The 200 shared out among lengths in proportion, the largest remainders getting what is left. */
function sharesOf(): Map<number, number> {
  const total = [...lengths.values()].reduce((sum, count) => sum + count, 0);
  const exact = [...lengths].map(([length, count]) => ({ length, share: (COUNT * count) / total }));
  const shares = new Map(exact.map(({ length, share }) => [length, Math.floor(share)]));
  const left = COUNT - [...shares.values()].reduce((sum, share) => sum + share, 0);
  exact.sort((a, b) => (b.share % 1) - (a.share % 1));
  for (const { length } of exact.slice(0, left)) shares.set(length, (shares.get(length) ?? 0) + 1);
  return shares;
}

const shares = sharesOf();
const stems = new Set<string>();
// The long ones first, of which there are fewest to choose from.
const chosen = [...shares]
  .sort(([a], [b]) => b - a)
  .flatMap(([length, share]) => {
    const words: string[] = [];
    for (const word of candidates) {
      if (words.length === share) break;
      if (word.length !== length || stems.has(word.slice(0, STEM))) continue;
      stems.add(word.slice(0, STEM));
      words.push(word);
    }
    return words;
  });
console.log(chosen.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).join('\n'));
