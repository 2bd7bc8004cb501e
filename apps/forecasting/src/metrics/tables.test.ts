import { describe, expect, it } from 'vitest';
import { compareMethods, describeComparison } from './comparison.ts';
import { evaluateForecasts, type Evaluation } from './evaluateForecasts.ts';
import { describeEvaluation, describeSeries } from './evaluationTables.ts';
import { makePair } from './pairs.fixture.ts';
import { textTable } from './textTable.ts';

/** Two series forecast with constant errors, and 80 % intervals of ± 1. */
function evaluate(errorOfA: number, errorOfB: number): Evaluation {
  const offsets = { 0.1: -1, 0.5: 0, 0.9: 1 };
  return evaluateForecasts([
    makePair({ id: 'a', actual: [10, 20], median: [10 + errorOfA, 20 + errorOfA], offsets }),
    makePair({ id: 'b', actual: [30, NaN], median: [30 + errorOfB, 9], offsets }),
  ]);
}

it('textTable aligns the first column to the left and numbers to the right', () => {
  expect(
    textTable([
      ['', 'MASE', 'x'],
      ['naïve', '1.000', '10'],
      ['é', '10.000'],
    ]),
  ).toEqual(['         MASE   x', 'naïve   1.000  10', 'é      10.000']);
  expect(textTable([])).toEqual([]);
});

describe('describeEvaluation', () => {
  it('lists what is defined, with what it is made of', () => {
    expect(describeEvaluation(evaluate(2, 0))).toBe(
      [
        '2 series, 3 values, 1 more missing',
        'MASE               1.000',
        'sMAPE               6.93',
        'MAE                1.333',
        'RMSE               1.633',
        'ND                0.0667',
        'mean wQL          0.0511',
        'CRPS               1.022',
        'in 80 % interval  33.3 %',
        'its width              2',
        'mean wQL and CRPS are over the levels 0.1 0.5 0.9',
      ].join('\n'),
    );
  });

  it('says which series MASE leaves out', () => {
    const constant = makePair({ id: 'c', actual: [1], median: [1], history: [5, 5] });
    const text = describeEvaluation(evaluateForecasts([constant, makePair({ actual: [1], median: [3] })]));
    expect(text).toContain('MASE       2.000');
    expect(text).toContain('MASE leaves out 1 of 2 series, which were constant');
  });
});

describe('describeSeries', () => {
  const pairs = [1, 7, 3].map((error, index) =>
    makePair({ id: `s${index}`, actual: [1], median: [1 + error] }),
  );
  const undefinedOne = makePair({ id: 'flat', actual: [1], median: [2], history: [5, 5] });

  it('gives the worst first and those without MASE last', () => {
    const lines = describeSeries(evaluateForecasts([undefinedOne, ...pairs])).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/u).slice(0, 3))).toEqual([
      ['series', 'values', 'MASE'],
      ['s1', '1', '7.000'],
      ['s2', '1', '3.000'],
      ['s0', '1', '1.000'],
      ['flat', '1', '–'],
    ]);
  });

  it('stops at the limit and says how many are left', () => {
    const lines = describeSeries(evaluateForecasts(pairs), { limit: 1 }).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^s1 /u);
    expect(lines[2]).toBe('and 2 series with a smaller or no MASE');
  });
});

describe('compareMethods', () => {
  const seasonalNaive = evaluate(2, 2);
  const compare = (ours: Evaluation) =>
    compareMethods(
      new Map([
        ['seasonal naive', seasonalNaive],
        ['ours', ours],
      ]),
      'seasonal naive',
    );

  it('gives the share of the error that a method saves', () => {
    const [base, ours] = compare(evaluate(1, 1)).methods;
    expect(base!.skills).toEqual([]);
    expect(ours!.skills.find(({ name }) => name === 'MASE')).toEqual({
      name: 'MASE',
      skill: 0.5,
      isBetter: true,
    });
    expect(ours!.skills.every(({ isBetter }) => isBetter)).toBe(true);
  });

  it('puts methods in columns, and says that it beats the baseline', () => {
    const lines = describeComparison(compare(evaluate(1, 1))).split('\n');
    expect(lines[0]).toBe('                  seasonal naive     ours');
    expect(lines[1]).toBe('MASE                       2.000    1.000');
    expect(lines).toContain('error saved against seasonal naive:');
    expect(lines).toContain('MASE                           –   50.0 %');
    expect(lines.at(-1)).toBe('ours beats seasonal naive on every measure of error.');
  });

  it('says plainly where a method does not beat the baseline; a tie does not', () => {
    expect(describeComparison(compare(evaluate(3, 3)))).toMatch(
      /ours does not beat seasonal naive on any measure of error\.$/u,
    );
    expect(describeComparison(compare(seasonalNaive))).toContain('ours does not beat seasonal naive on any');
    const mixed = describeComparison(compare(evaluate(1, -3.5)));
    expect(mixed).toMatch(
      /ours beats seasonal naive on sMAPE, MAE, ND, mean wQL, CRPS; it does not on MASE, RMSE\.$/u,
    );
    expect(mixed).toMatch(/MASE +– +-12\.5 %/u);
  });

  it('has no share of an error of 0', () => {
    const perfect = evaluate(0, 0);
    const { methods } = compareMethods(
      new Map([
        ['naive', perfect],
        ['ours', seasonalNaive],
      ]),
      'naive',
    );
    expect(methods[1]!.skills[0]).toEqual({ name: 'MASE', skill: NaN, isBetter: false });
  });

  it('stands alone without other methods', () => {
    const alone = compareMethods(new Map([['seasonal naive', seasonalNaive]]), 'seasonal naive');
    expect(describeComparison(alone)).not.toContain('error saved');
  });

  it.each([
    ['other series', evaluateForecasts([makePair({ actual: [1], median: [1] })]), 'series'],
    [
      'other values',
      evaluateForecasts([
        makePair({ id: 'a', actual: [1, NaN], median: [1, 1] }),
        makePair({ id: 'b', actual: [1], median: [1] }),
      ]),
      'values',
    ],
    [
      'other levels',
      evaluateForecasts([
        makePair({ id: 'a', actual: [1, 2], median: [1, 1] }),
        makePair({ id: 'b', actual: [1], median: [1] }),
      ]),
      'levels (0.5 and 0.1 0.5 0.9)',
    ],
  ])('refuses %s', (_, ours, what) => {
    expect(() => compare(ours)).toThrow(RangeError);
    expect(() => compare(ours)).toThrow(`"ours" and "seasonal naive" are not evaluated on the same ${what}`);
  });

  it('refuses a baseline that is not there', () => {
    expect(() => compareMethods(new Map([['ours', seasonalNaive]]), 'naive')).toThrow(
      'expected the baseline "naive" among ours',
    );
  });
});
