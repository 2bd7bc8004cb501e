import { describe, expect, it } from 'vitest';
import { makeAlphabet } from './alphabet.ts';
import { labelDecoder } from './decodeLabels.ts';
import { fitLanguage } from './fitLanguage.ts';
import { learnLanguage, wordsOf } from './language.ts';

const alphabet = makeAlphabet(Array.from(' ,abcdefghijklmnopqrstuvwxyz'));
const WORDS = ['the', 'then', 'that', 'cat', 'hat', 'chat', 'rather', 'he'];
const language = {
  ...learnLanguage(
    WORDS.flatMap((word) => Array.from({ length: 5 }, () => word)),
    alphabet,
  ),
  weight: 0.5,
  insertionBonus: 0.5,
  unknownWord: 2,
};

/** Frames that say a text, a blank behind each character; `doubts` has other characters as sure as these. */
function framesOf(text: string, doubts: Readonly<Record<number, string>> = {}): Float32Array {
  const classes = alphabet.characters.length + 1;
  const logits = new Float32Array(2 * text.length * classes).fill(-8);
  Array.from(text).forEach((character, at) => {
    logits[2 * at * classes + (alphabet.encode(character)[0] as number)] = 2;
    const doubt = doubts[at];
    if (doubt !== undefined) logits[2 * at * classes + (alphabet.encode(doubt)[0] as number)] = 2.5;
    logits[(2 * at + 1) * classes] = 3;
  });
  return logits;
}

describe('a reader that knows words', () => {
  it('reads what is a word rather than what looks a little more like it', () => {
    const doubtful = framesOf('that', { 1: 'k' });
    expect(labelDecoder(alphabet)(doubtful)[0]?.text).toBe('tkat');
    expect(labelDecoder(alphabet, { language })(doubtful)[0]?.text).toBe('that');
  });

  it('does so word by word, across spaces and marks', () => {
    const doubtful = framesOf('the cat, he', { 4: 'o', 10: 'o' });
    expect(labelDecoder(alphabet)(doubtful)[0]?.text).toBe('the oat, ho');
    expect(labelDecoder(alphabet, { language })(doubtful)[0]?.text).toBe('the cat, he');
  });

  it('still reads a word that it does not know, where the ink is sure', () => {
    expect(labelDecoder(alphabet, { language })(framesOf('zygote'))[0]?.text).toBe('zygote');
  });

  it('gives several readings, the best first, with how sure they are', () => {
    const readings = labelDecoder(alphabet, { language, nBest: 3 })(framesOf('hat', { 0: 'c' }));
    expect(
      readings
        .slice(0, 2)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['cat', 'hat']);
    const sure = readings.map(({ confidence }) => confidence);
    expect(sure).toEqual([...sure].sort((a, b) => b - a));
    expect(sure.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it('chooses among single characters only, where it is told to', () => {
    const decode = labelDecoder(alphabet, { oneOf: ['a', 'e', 'o'], nBest: 3 });
    expect(decode(framesOf('c', { 0: 'e' })).map(({ text }) => text)[0]).toBe('e');
    expect(decode(framesOf('cat')).every(({ text }) => ['a', 'e', 'o'].includes(text))).toBe(true);
  });

  it('has its weights chosen by what reads best', () => {
    const examples = ['that', 'chat', 'rather'].map((text) => ({ text, logits: framesOf(text, { 1: 'k' }) }));
    const weights = fitLanguage(language, alphabet, examples);
    const decode = labelDecoder(alphabet, { language: { ...language, ...weights } });
    for (const { text, logits } of examples) expect(decode(logits)[0]?.text).toBe(text);
  });
});

describe('wordsOf', () => {
  it('leaves out what stands between words, and keeps what stands in them', () => {
    expect(wordsOf(`He said: "Don't (ever), co-author!"`)).toEqual([
      'He',
      'said',
      "Don't",
      'ever',
      'co-author',
    ]);
    expect(wordsOf(' ,')).toEqual([]);
  });
});
