import { parseSvg, textsOf } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import { compareMethods } from '../metrics/comparison.ts';
import { evaluateForecasts } from '../metrics/evaluateForecasts.ts';
import { makePair } from '../metrics/pairs.fixture.ts';
import { makeFanOptions, makeForecast } from './fan.fixture.ts';
import { DARK } from './palette.ts';
import type { ReportedForecast, ReportFacts } from './reportFacts.ts';
import { reportPage } from './reportPage.ts';

const ODD = '<script>alert("1")</script>\'&]]>';

function forecastOf(id: string): ReportedForecast {
  const { series, forecast } = makeFanOptions({ id, values: [5, 7, 6, 8, 7, 9], median: [8.25, 10, 9, 11] });
  const others = ['seasonal naive', 'Theta', 'ETS'].map((name, index) => ({
    name,
    forecast: makeForecast(forecast, [7, 9, 7, 9 + index]),
  }));
  return { series, forecast, others };
}

function factsOf(ids: readonly string[], changes: Partial<ReportFacts> = {}): ReportFacts {
  const evaluate = (error: number) =>
    evaluateForecasts([
      makePair({ actual: [10, 20], median: [10 + error, 20 + error], offsets: { 0.1: -2, 0.5: 0, 0.9: 2 } }),
    ]);
  const evaluations = new Map([
    ['DeepAR', evaluate(1)],
    ['seasonalNaive', evaluate(4)],
  ]);
  return {
    title: `Sales ${ODD}`,
    data: {
      frequency: { unit: 'month', count: 1 },
      summary: `read ${ODD}`,
      remarks: [`remark ${ODD}`],
      horizon: 4,
      season: 12,
    },
    method: { name: 'DeepAR', description: ODD },
    forecasts: ids.map(forecastOf),
    forecastFile: `${ODD}.csv`,
    backtest: {
      comparison: compareMethods(evaluations, 'seasonalNaive'),
      method: 'DeepAR',
      description: ODD,
    },
    settings: { model: 'deepar', calibrate: true, note: ODD },
    origin: { command: `forecast --data ${ODD}`, date: '2026-03-01', versions: { [ODD]: '1.0' } },
    ...changes,
  };
}

/** The rows of the `index`th table, as texts. */
function rowsOf(page: string, index: number): string[][] {
  const table = [...parseSvg(page).querySelectorAll('table')][index]!;
  return [...table.querySelectorAll('tr')].map((row) => textsOf(row, 'th, td'));
}

describe('reportPage', () => {
  it('needs nothing but itself, and is the same each time', async () => {
    const page = await reportPage(factsOf(['a', 'b']));
    expect(page).not.toMatch(/<script|<link|<iframe|\ssrc=|\shref=|url\(|@import/i);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    expect(page).toBe(await reportPage(factsOf(['a', 'b'])));
  });

  it('shows names as they are, whatever is in them', async () => {
    const page = await reportPage(factsOf([ODD, `${ODD}2`]));
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/NaN|undefined|\[object/);
    const root = parseSvg(page);
    expect(textsOf(root, 'h1')).toEqual([`Sales ${ODD}`]);
    expect(textsOf(root, 'li')).toEqual([`remark ${ODD}`]);
    expect(textsOf(root, 'pre')).toEqual([`forecast --data ${ODD}`]);
    expect(textsOf(root, 'details summary')).toEqual([`${ODD}2`]);
    expect(textsOf(root, 'dt')).toContain(ODD);
    expect(textsOf(root, 'code')).toEqual([`${ODD}.csv`]);
  });

  it('begins with what the backtest found', async () => {
    const [lead] = textsOf(parseSvg(await reportPage(factsOf(['a']))), '.lead');
    expect(lead).toBe(
      'On the held-out part (2 values in 1 window of 1 series), DeepAR beats seasonal naive: MASE 1.000 against 4.000, ' +
        '75.0 % less.',
    );
    const { backtest, ...untested } = factsOf(['a']);
    expect(backtest).toBeDefined();
    const page = parseSvg(await reportPage(untested));
    expect(textsOf(page, '.lead')).toEqual([
      'How good forecasts by DeepAR are on this data was not tried out.',
    ]);
    expect(textsOf(page, 'h2')).not.toContain('How good it is');
  });

  it('compares the methods, and the intervals with what they promise', async () => {
    const page = await reportPage(factsOf(['a']));
    const [head, ours, base] = rowsOf(page, 0);
    expect(head).toEqual(['Method', 'MASE', 'sMAPE', 'MAE', 'RMSE', 'ND', 'mean wQL', 'CRPS', 'MASE saved']);
    expect(ours!.slice(0, 2)).toEqual(['DeepAR', '1.000']);
    expect(ours!.at(-1)).toBe('75.0 %');
    expect([base![0], base![1], base!.at(-1)]).toEqual(['seasonal naive', '4.000', '–']);
    expect(rowsOf(page, 1)[1]!.slice(0, 3)).toEqual(['80 % interval', '100.0 %', '4.000']);
  });

  it('lists the quantiles of each step', async () => {
    const rows = rowsOf(await reportPage(factsOf(['a'])), 2);
    expect(rows[0]).toEqual([
      'Time',
      'Mean',
      '2.5\u00A0%',
      '10\u00A0%',
      '25\u00A0%',
      'Median',
      '75\u00A0%',
      '90\u00A0%',
      '97.5\u00A0%',
    ]);
    expect(rows[1]).toEqual(['2020-07-01', '8.25', '5.25', '6.25', '7.25', '8.25', '9.25', '10.25', '12.25']);
    expect(rows.slice(1).map(([time]) => time)).toEqual([
      '2020-07-01',
      '2020-08-01',
      '2020-09-01',
      '2020-10-01',
    ]);
  });

  it('draws and lists the first series, and counts those left out', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `series ${index}`);
    const root = parseSvg(await reportPage(factsOf(ids), { rows: 12 }));
    expect([...root.querySelectorAll('.panels svg')]).toHaveLength(12);
    expect([...root.querySelectorAll('.legend svg')]).toHaveLength(1);
    expect(textsOf(root, 'summary')).toEqual(['series 1', 'series 2']);
    const notes = textsOf(root, '.note');
    expect(notes).toContain(`8 more series are not drawn; their numbers are in ${ODD}.csv.`);
    expect(notes).toContain('17 more series are not listed.');
    await expect(reportPage(factsOf([]))).rejects.toThrow(
      'reportPage: expected a forecast or more, got none',
    );
  });

  it('has another colour on a dark page for each colour of its pictures', async () => {
    const page = await reportPage(factsOf(['a', 'b']));
    const colours = [...page.matchAll(/\s(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour!);
    const unknown = colours.filter(
      (colour) => !['none', 'transparent', 'currentColor'].includes(colour) && !(colour in DARK),
    );
    expect(unknown).toEqual([]);
  });
});
