import type { ComparedMethod, Comparison, Skill } from '../metrics/comparison.ts';
import { intervalName, measuresOf, percent, type Measure } from '../metrics/measures.ts';
import type { IntervalScores } from '../metrics/scores.ts';
import { methodName } from './methodName.ts';

/** The measure of point forecasts that is looked at first, and the one of quantiles. */
const POINT = 'MASE';
const QUANTILES = 'mean wQL';
/** Standard errors that a share may be off by chance. */
const BY_CHANCE = 2;

/**
 * What a backtest says of a method, in sentences: whether it beats the baseline and by how much, whether its quantiles
 * do, and whether another method is better still.
 *
 * @throws RangeError when the comparison does not have the method
 */
export function describeBacktest({ baseline, methods }: Comparison, method: string): string[] {
  const [ours, base] = [method, baseline].map((wanted) => methods.find(({ name }) => name === wanted));
  if (ours === undefined || base === undefined) {
    throw new RangeError(
      `describeBacktest: expected "${method}" among ${methods.map(({ name }) => name).join(', ')}`,
    );
  }
  const name = methodName(method);
  const baseName = methodName(baseline);
  if (ours === base) return [`${capitalize(name)} is what others are compared with here.`];
  const { skills } = ours;
  const first = skills.find((skill) => skill.name === POINT) ?? skills[0];
  if (first === undefined) {
    return [
      `On the held-out part, ${name} cannot be compared with ${baseName}: no measure is defined for both.`,
    ];
  }
  const sentences = [
    `On the held-out part (${extentOf(ours)}), ${name} ${first.isBetter ? 'beats' : 'does not beat'} ${baseName}: ` +
      `${compare(first, ours, base)}.`,
  ];
  const quantiles = skills.find((skill) => skill.name === QUANTILES && skill !== first);
  if (quantiles !== undefined) {
    const isAlike = quantiles.isBetter === first.isBetter;
    const words = quantiles.isBetter
      ? `better, ${isAlike ? 'too' : 'though'}`
      : `not better${isAlike ? ' either' : ', though'}`;
    sentences.push(`Its quantiles are ${words}: ${compare(quantiles, ours, base)}.`);
  }
  const best = bestOf(methods, first.name);
  if (best !== undefined && best !== ours && best !== base) {
    const [theirs, own] = [best, ours].map((one) => scoreOf(one, first.name));
    sentences.push(
      `${capitalize(methodName(best.name))} is better still: ${first.name} ${theirs ?? ''}, against ${own ?? ''} of ${name}.`,
    );
  } else if (best === ours && methods.length > 2) {
    sentences.push(`No other of the ${methods.length} methods has a smaller ${first.name}.`);
  }
  return sentences;
}

/** Of a central interval: how many of so many values came to lie in it, and what that means. */
export function describeCoverage({ nominal, coverage }: IntervalScores, points: number): string {
  const chance = BY_CHANCE * Math.sqrt((nominal * (1 - nominal)) / points);
  if (Math.abs(coverage - nominal) <= chance) return 'as it should be, as far as so many values can tell';
  return coverage < nominal
    ? `too narrow: ${percent(1 - coverage)} of the values lie outside, not ${percent(1 - nominal)}`
    : `wider than it needs to be for ${intervalName(nominal).replace(' interval', '')}`;
}

/** Of the methods that have this measure of error, the one with the smallest. */
export function bestOf(methods: readonly ComparedMethod[], measure: string): ComparedMethod | undefined {
  const error = (method: ComparedMethod) => measureOf(method, measure)?.of(method.evaluation.overall) ?? NaN;
  const defined = methods.filter((method) => !Number.isNaN(error(method)));
  return defined.length === 0
    ? undefined
    : defined.reduce((one, other) => (error(other) < error(one) ? other : one));
}

function compare({ name, skill }: Skill, ours: ComparedMethod, base: ComparedMethod): string {
  const scores = `${name} ${scoreOf(ours, name)} against ${scoreOf(base, name)}`;
  // Of no error there is no share.
  if (Number.isNaN(skill)) return scores;
  return `${scores}, ${skill === 0 ? 'the same' : `${percent(Math.abs(skill))} ${skill > 0 ? 'less' : 'more'}`}`;
}

function scoreOf(method: ComparedMethod, name: string): string {
  const measure = measureOf(method, name);
  return measure === undefined ? '' : measure.format(measure.of(method.evaluation.overall));
}

function measureOf({ evaluation }: ComparedMethod, name: string): Measure | undefined {
  return measuresOf([evaluation.overall]).find((measure) => measure.name === name);
}

function extentOf({ evaluation }: ComparedMethod): string {
  const windows = evaluation.series.reduce((sum, series) => sum + series.windows, 0);
  const { series, points } = evaluation.overall;
  return `${count(points, 'value')} in ${count(windows, 'window')} of ${series} series`;
}

function count(number: number, word: string): string {
  return `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`;
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
