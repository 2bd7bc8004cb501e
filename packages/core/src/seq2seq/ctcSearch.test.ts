import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { ctcGreedy } from './ctcGreedy.ts';
import { allLabellings, bigramScorer, collapse, drawLogits, type Labelling } from './ctcOracle.fixture.ts';
import { ctcSearch, ctcSearchBatch, ctcStream, type CtcHypothesis } from './ctcSearch.ts';
import { lexicon } from './lexicon.ts';

interface GoldenSearch {
  readonly logits: number[][];
  readonly bigrams: number[][];
  readonly beamSize?: number;
  readonly alone: CtcHypothesis[];
  readonly withBigrams: CtcHypothesis[];
}

const golden = loadGolden('ctcSearch') as {
  readonly weight: number;
  readonly insertionBonus: number;
  readonly enumerated: GoldenSearch[];
  readonly searched: GoldenSearch[];
};

/** More than the small problems have labellings. */
const EVERYTHING = 2000;

function expectSame(
  found: readonly CtcHypothesis[],
  expected: readonly (Labelling & { score?: number })[],
): void {
  expect(found.map(({ labels }) => labels)).toEqual(expected.map(({ labels }) => labels));
  expected.forEach(({ logProb, score = logProb }, at) => {
    expect(found[at]!.logProb).toBeCloseTo(logProb, 7);
    expect(found[at]!.score).toBeCloseTo(score, 7);
  });
}

describe('ctcSearch', () => {
  const { weight, insertionBonus } = golden;
  it.each([
    ...golden.enumerated.map((one, at) => [`all labellings by PyTorch’s loss, ${at}`, one] as const),
    ...golden.searched.map((one, at) => [`prefix beam search by the paper, ${at}`, one] as const),
  ])(
    'equals %s, alone and with bigrams',
    (_, { logits, bigrams, beamSize = EVERYTHING, alone, withBigrams }) => {
      const classes = logits[0]!.length;
      const numbers = Float32Array.from(logits.flat());
      expectSame(ctcSearch(numbers, classes, { beamSize, nBest: alone.length }), alone);
      const scorers = [bigramScorer(bigrams, weight)];
      expectSame(
        ctcSearch(numbers, classes, { beamSize, nBest: withBigrams.length, scorers, insertionBonus }),
        withBigrams,
      );
    },
  );

  it('finds all labellings there are, and their probabilities', () => {
    const logits = drawLogits(1, 6, 4);
    const found = ctcSearch(logits, 4, { beamSize: EVERYTHING, nBest: EVERYTHING });
    expectSame(found, allLabellings(logits, 4));
    expect(found.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 10);
    for (const { confidence, logProb } of found) expect(confidence).toBeCloseTo(Math.exp(logProb), 10);
  });

  it('keeps to a word list, which costs what the penalty says', () => {
    const logits = drawLogits(2, 6, 4, 0.5);
    const words = [[1, 2], [1], [3, 3, 2], [2, 1, 2]];
    const isListed = (labels: readonly number[]): boolean =>
      labels.length === 0 || words.some((word) => word.join() === labels.join());
    const all = allLabellings(logits, 4);
    const search = (penalty?: number) =>
      ctcSearch(logits, 4, {
        beamSize: EVERYTHING,
        nBest: EVERYTHING,
        scorers: [lexicon(words, { penalty })],
      });
    expectSame(
      search(),
      all.filter(({ labels }) => isListed(labels)),
    );
    expectSame(
      search(1.5),
      all
        .map(({ labels, logProb }) => ({ labels, logProb, score: logProb - (isListed(labels) ? 0 : 1.5) }))
        .sort((a, b) => b.score - a.score),
    );
  });

  it('takes a list of words apart at separators', () => {
    const logits = drawLogits(3, 7, 4, 0.5);
    const words = new Set(['', '1', '12']);
    const scorers = [lexicon([[1], [1, 2]], { separators: [3] })];
    const found = ctcSearch(logits, 4, { beamSize: EVERYTHING, nBest: EVERYTHING, scorers });
    expectSame(
      found,
      allLabellings(logits, 4).filter(({ labels }) =>
        labels
          .join('')
          .split('3')
          .every((word) => words.has(word)),
      ),
    );
    expect(found.some(({ labels }) => labels.join('') === '1312')).toBe(true);
  });

  it('finds nothing where a word list leaves nothing', () => {
    // The beam of one holds "1 1", which begins a word and is none.
    const logits = Float32Array.from([0, 9, 0, 9, 0, 0, 0, 9, 0]);
    const options = { beamSize: 1, scorers: [lexicon([[1, 1, 2]])] };
    expect(ctcSearch(logits, 3, options)).toEqual([]);
    const stream = ctcStream(3, options);
    stream.push(logits);
    expect(stream.best()[0]).toMatchObject({ labels: [1, 1] });
    expect(ctcSearch(logits, 3, { ...options, beamSize: 50 })).toMatchObject([{ labels: [] }]);
  });

  it('reads what is peaked as the best path does', () => {
    for (let seed = 0; seed < 20; seed++) {
      const logits = drawLogits(seed, 30, 8, 60);
      const greedy = ctcGreedy(logits, 8);
      for (const beamSize of [1, 16]) {
        const [best] = ctcSearch(logits, 8, { beamSize });
        expect(best!.labels).toEqual(greedy.labels);
        expect(best!.logProb).toBeGreaterThanOrEqual(greedy.logProb - 1e-9);
      }
    }
  });

  it('never finds less with a wider beam that holds everything', () => {
    const logits = drawLogits(4, 7, 4);
    const exact = ctcSearch(logits, 4, { beamSize: EVERYTHING })[0]!;
    for (const beamSize of [1, 2, 4, 8, 64]) {
      expect(ctcSearch(logits, 4, { beamSize })[0]!.logProb).toBeLessThanOrEqual(exact.logProb + 1e-12);
    }
  });

  it('leaves labels out that are improbable in their frame', () => {
    // Label 2 is never above one in a hundred; label 1 is in the first frame only, and goes on.
    const frames = [
      [0.3, 0.695, 0.005],
      [0.991, 0.004, 0.005],
      [0.3, 0.005, 0.695],
    ];
    const logits = Float32Array.from(frames.flat(), Math.log);
    const found = ctcSearch(logits, 3, { beamSize: 99, nBest: 99, minLogProb: Math.log(0.01) });
    expect(found.map(({ labels }) => labels.join(''))).toEqual(['12', '1', '2', '']);
    // 1 goes on or stops, then 2; 1 begins in the first frame only, and 2 in the last.
    const expected = [
      0.695 * (0.991 + 0.004) * 0.695,
      0.695 * ((0.991 + 0.004) * 0.3 + 0.004 * 0.005),
      0.3 * 0.991 * 0.695,
      0.3 * 0.991 * 0.3,
    ];
    found.forEach(({ logProb }, at) => expect(Math.exp(logProb)).toBeCloseTo(expected[at]!, 6));
  });

  it('streams to the same result, whatever the pieces', () => {
    const [time, classes] = [40, 12];
    const logits = drawLogits(5, time, classes, 2);
    const table = Array.from({ length: classes }, (_, at) =>
      Array.from(drawLogits(at, 1, classes), (x) => -Math.abs(x)),
    );
    const options = { beamSize: 10, nBest: 5, insertionBonus: 0.5, scorers: [bigramScorer(table, 0.5)] };
    const whole = ctcSearch(logits, classes, options);
    for (const piece of [1, 7, 40]) {
      const stream = ctcStream(classes, options);
      for (let at = 0; at < time; at += piece) {
        stream.push(logits.subarray(at * classes, (at + piece) * classes));
        const begun = ctcSearch(logits.subarray(0, (at + piece) * classes), classes, options);
        expect(stream.finish()).toEqual(begun);
        expect(stream.best(1)).toHaveLength(1);
      }
      expect(stream.frames).toBe(time);
      expect(stream.finish()).toEqual(whole);
    }
  });

  it('reads each sequence of a batch, and of it the real frames', () => {
    const logits = drawLogits(6, 3 * 9, 5);
    const inputLengths = [9, 4, 0];
    const found = ctcSearchBatch(logits, [3, 9, 5], { beamSize: 8, nBest: 3, inputLengths });
    inputLengths.forEach((length, row) => {
      const own = logits.subarray(row * 45, row * 45 + length * 5);
      expect(found[row]).toEqual(ctcSearch(own, 5, { beamSize: 8, nBest: 3 }));
    });
    expect(ctcSearchBatch(logits, [3, 9, 5], { beamSize: 2 })).toHaveLength(3);
  });

  it('knows the empty labelling for sure where there are no frames', () => {
    const empty = [{ labels: [], logProb: 0, score: 0, confidence: 1 }];
    expect(ctcSearch(new Float32Array(), 5, { beamSize: 4, nBest: 4 })).toEqual(empty);
    expect(ctcGreedy(new Float32Array(), 5)).toEqual({ labels: [], logProb: 0, frames: [] });
  });

  it('takes logits and log-probabilities alike, impossible classes among them', () => {
    const logits = drawLogits(7, 20, 6);
    const shifted = logits.map((logit, at) => logit + Math.floor(at / 6));
    const [a, b] = [logits, shifted].map((numbers) => ctcSearch(numbers, 6, { beamSize: 5 })[0]!);
    expect(a!.labels).toEqual(b!.labels);
    expect(a!.logProb).toBeCloseTo(b!.logProb, 4);
    const certain = Float32Array.from([-Infinity, 0, 0, -Infinity, -Infinity, 0]);
    expect(ctcSearch(certain, 2, { beamSize: 5, nBest: 5 })).toMatchObject([
      { labels: [1, 1], confidence: 1 },
    ]);
  });

  it('sums alignments of long sequences without losing them', () => {
    const [best] = ctcSearch(new Float32Array(5000 * 3), 3, { beamSize: 20 });
    expect(Number.isFinite(best!.logProb)).toBe(true);
    // As plain numbers they are no more.
    expect(Math.exp(best!.logProb)).toBe(0);
  });

  it('refuses NaN, Infinity and impossible frames with their place', () => {
    const faulty = (value: number, at: number) => drawLogits(8, 4, 3).fill(value, at, at + 1);
    expect(() => ctcSearch(faulty(NaN, 7), 3, { beamSize: 2 })).toThrow(/got NaN in frame 2, class 1/u);
    expect(() => ctcGreedy(faulty(Infinity, 3), 3)).toThrow(
      /ctcGreedy: .* got Infinity in frame 1, class 0/u,
    );
    const impossible = drawLogits(8, 4, 3).fill(-Infinity, 3, 6);
    expect(() => ctcSearch(impossible, 3, { beamSize: 2 })).toThrow(/possible in frame 1/u);
    const stream = ctcStream(3, { beamSize: 2 });
    stream.push(new Float32Array(9));
    expect(() => stream.push(Float32Array.of(0, NaN, 0))).toThrow(/frame 3, class 1/u);
  });

  it.each([
    [{ beamSize: 0 }, /beamSize to be a whole number from 1 on, got 0/u],
    [{ beamSize: 2, nBest: 1.5 }, /nBest/u],
    [{ beamSize: 2, insertionBonus: NaN }, /insertionBonus/u],
    [{ beamSize: 2, minLogProb: 0.5 }, /minLogProb to be a number below 0, got 0.5/u],
  ])('refuses %o', (options, message) => {
    expect(() => ctcSearch(new Float32Array(6), 3, options)).toThrow(message);
    expect(() => ctcSearch(new Float32Array(6), 3, options)).toThrow(InputError);
  });

  it('refuses shapes that do not fit', () => {
    const options = { beamSize: 2 };
    expect(() => ctcSearch(new Float32Array(7), 3, options)).toThrow(/7 numbers, which are no whole frames/u);
    expect(() => ctcSearch(new Float32Array(7), 1, options)).toThrow(/classes to be .* from 2 on/u);
    expect(() => ctcSearchBatch(new Float32Array(7), [2, 1, 3], options)).toThrow(/\[2, 1, 3\], got 7/u);
    const logits = new Float32Array(6);
    expect(() => ctcSearchBatch(logits, [2, 1, 3], { ...options, inputLengths: [1] })).toThrow(
      /2 sequences/u,
    );
    expect(() => ctcSearchBatch(logits, [2, 1, 3], { ...options, inputLengths: [1, 2] })).toThrow(/0 to 1/u);
  });
});

describe('ctcGreedy', () => {
  it('spells the best path, with the frame of each label', () => {
    const path = [0, 2, 2, 0, 2, 1, 1, 0];
    const logits = Float32Array.from(path.flatMap((best) => [0, 1, 2].map((at) => (at === best ? 3 : 0))));
    const { labels, frames, logProb } = ctcGreedy(logits, 3);
    expect(labels).toEqual(collapse(path));
    expect(frames).toEqual([1, 4, 5]);
    expect(logProb).toBeCloseTo(path.length * (3 - Math.log(Math.exp(3) + 2)), 10);
  });
});
