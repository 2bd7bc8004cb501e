import type { Evaluation } from './evaluateForecasts.ts';
import { areSameLevels } from './levels.ts';
import { measuresOf, percent, UNDEFINED, type Measure } from './measures.ts';
import { textTable } from './textTable.ts';

/** Several methods on the same series, and what each is worth against one of them, usually the seasonal naive. */
export interface Comparison {
  readonly baseline: string;
  readonly methods: readonly ComparedMethod[];
}

export interface ComparedMethod {
  readonly name: string;
  readonly evaluation: Evaluation;
  /**
   * For each measure of error that it and the baseline have: 1 − score / baseline's, the share of the baseline's error
   * that it saves; negative where it is worse, NaN where the baseline makes no error.
   */
  readonly skills: readonly Skill[];
}

export interface Skill {
  /** of the measure, as `MASE` */
  readonly name: string;
  readonly skill: number;
  /** whether the error is smaller than the baseline's; a tie is not */
  readonly isBetter: boolean;
}

/**
 * @param evaluations by the name of the method
 * @throws RangeError when the baseline is not among them, or they are not about the same series, values and levels
 */
export function compareMethods(evaluations: ReadonlyMap<string, Evaluation>, baseline: string): Comparison {
  const base = evaluations.get(baseline);
  if (!base) {
    throw new RangeError(
      `compareMethods: expected the baseline "${baseline}" among ${[...evaluations.keys()].join(', ')}.`,
    );
  }
  const methods = [...evaluations].map(([name, evaluation]): ComparedMethod => {
    checkComparable(name, evaluation, baseline, base);
    return { name, evaluation, skills: name === baseline ? [] : skillsOf(evaluation, base) };
  });
  return { baseline, methods };
}

/**
 * The comparison as a table, methods as columns, and below it in words which methods beat the baseline and on what they
 * do not.
 */
export function describeComparison({ baseline, methods }: Comparison): string {
  const scores = methods.map(({ evaluation }) => evaluation.overall);
  const measures = measuresOf(scores);
  const rows = measures.map(({ name, of, format }) => [name, ...scores.map((one) => format(of(one)))]);
  const others = methods.filter(({ name }) => name !== baseline);
  const skillRows = measures
    .filter(({ isError }) => isError)
    .map(({ name }) => [name, ...methods.map(({ skills }) => formatSkill(skills, name))]);
  const lines = textTable([['', ...methods.map(({ name }) => name)], ...rows, ...skillRows]);
  const scoreLines = lines.slice(0, 1 + rows.length);
  if (others.length === 0) return scoreLines.join('\n');
  return [
    ...scoreLines,
    `error saved against ${baseline}:`,
    ...lines.slice(scoreLines.length),
    ...others.map((method) => describeVerdict(method, baseline)),
  ].join('\n');
}

function skillsOf({ overall }: Evaluation, { overall: base }: Evaluation): Skill[] {
  const both = (measure: Measure) => ![overall, base].some((scores) => Number.isNaN(measure.of(scores)));
  return measuresOf([overall])
    .filter((measure) => measure.isError && both(measure))
    .map(({ name, of }) => {
      const [error, baseError] = [of(overall), of(base)];
      return {
        name,
        skill: baseError === 0 ? NaN : 1 - error / baseError,
        isBetter: error < baseError,
      };
    });
}

function formatSkill(skills: readonly Skill[], measure: string): string {
  const { skill = NaN } = skills.find(({ name }) => name === measure) ?? {};
  return Number.isNaN(skill) ? UNDEFINED : percent(skill);
}

function describeVerdict({ name, skills }: ComparedMethod, baseline: string): string {
  const names = (isBetter: boolean) =>
    skills.filter((skill) => skill.isBetter === isBetter).map((skill) => skill.name);
  const [better, notBetter] = [names(true), names(false)];
  if (skills.length === 0)
    return `${name} cannot be compared with ${baseline}: no measure is defined for both.`;
  if (notBetter.length === 0) return `${name} beats ${baseline} on every measure of error.`;
  if (better.length === 0) return `${name} does not beat ${baseline} on any measure of error.`;
  return `${name} beats ${baseline} on ${better.join(', ')}; it does not on ${notBetter.join(', ')}.`;
}

function checkComparable(name: string, evaluation: Evaluation, baseline: string, base: Evaluation): void {
  const fail = (what: string): never => {
    throw new RangeError(
      `compareMethods: "${name}" and "${baseline}" are not evaluated on the same ${what}; a comparison of their scores ` +
        'would say nothing.',
    );
  };
  const { series, levels } = evaluation;
  const points = new Map(base.series.map((scores) => [scores.id, scores.points]));
  if (series.length !== points.size || series.some(({ id }) => !points.has(id))) fail('series');
  if (series.some((scores) => points.get(scores.id) !== scores.points)) fail('values');
  if (!areSameLevels(levels, base.levels)) fail(`levels (${levels.join(' ')} and ${base.levels.join(' ')})`);
}
