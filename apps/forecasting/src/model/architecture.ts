import type { Rng } from '@reprise/engine';
import { InputError } from '@reprise/core/errors';
import { z } from 'zod';
import { UNITS, type DataSet } from '../series.ts';
import type { Settings } from '../settings.ts';
import type { Values } from '../values.ts';
import { DeepAR } from './deepAR.ts';
import { featureCountOf, inputSpecOf } from './inputs.ts';
import { lagsOf, pastSeasonsOf } from './lags.ts';
import { LEVELS } from './levels.ts';
import type { Network } from './network.ts';
import { QuantileRnn } from './quantileRnn.ts';
import type { WindowShape } from './window.ts';

const count = z.int().min(0);
const standards = z.array(z.object({ name: z.string(), mean: z.number(), deviation: z.number().positive() }));

/** What a network is built for, beside its settings: part of a model's config.json. */
export const architectureSchema = z.object({
  horizon: count.min(1),
  context: count.min(1),
  reach: count,
  segment: count.min(1),
  season: count.min(1),
  seasons: z.array(z.object({ back: count.min(1), cycle: count.min(1) })),
  frequency: z.object({ unit: z.enum(UNITS), count: count.min(1) }),
  lags: z.array(count.min(1)),
  levels: z.array(z.number().gt(0).lt(1)).min(1),
  inputs: z.object({
    calendar: z.array(z.string()),
    future: standards,
    past: standards,
    statics: standards,
    categories: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  }),
});

export type Architecture = z.infer<typeof architectureSchema>;

/** Lags longer than this share of the training series are left out. */
const LONGEST_LAG = 0.5;

/**
 * The shape that settings and training data ask for.
 * @throws InputError for the settings of a model that learns from generated series
 */
export function architectureOf(
  settings: Settings,
  data: DataSet<Values>,
  { horizon, season }: { readonly horizon: number; readonly season: number },
): Architecture {
  if (settings.model === 'zeroShot')
    throw new InputError(
      "setting 'model': zeroShot learns from generated series, by pretrain; expected deepar or mqrnn for data.",
    );
  const longest = data.series.reduce((most, { values }) => Math.max(most, values.length), 0);
  const isPath = settings.model === 'deepar';
  const lags = isPath ? lagsOf(data.frequency, Math.max(1, Math.floor(LONGEST_LAG * longest))) : [];
  const seasons = isPath ? [] : pastSeasonsOf(data.frequency, season, longest - horizon);
  const segment = settings.segment > 0 ? settings.segment : Math.min(season, horizon);
  const context = Math.max(segment, Math.round(settings.context * horizon));
  const farthest = Math.max(0, ...seasons.map(({ back }) => back));
  const anchored = isPath && settings.anchor === 'seasonal' ? season : 0;
  return {
    horizon,
    context: Math.min(context, Math.max(1, longest - 1)),
    reach: Math.max(0, ...lags, farthest - context, anchored),
    segment,
    season,
    seasons,
    frequency: data.frequency,
    lags,
    levels: isPath || settings.loss === 'quantile' ? [...LEVELS] : [0.5],
    inputs: inputSpecOf(data, settings) as Architecture['inputs'],
  };
}

export function shapeOf(
  { context, reach, horizon }: Architecture,
  { scaling }: Pick<Settings, 'scaling'>,
): WindowShape {
  return { context, reach, horizon, scaling };
}

/** @param rng draws the weights; without it they are zero, to be loaded */
export function makeNetwork(architecture: Architecture, settings: Settings, rng?: Rng): Network {
  const { inputs: spec, lags, season, seasons, segment, levels } = architecture;
  const shape = shapeOf(architecture, settings);
  const featureCount = featureCountOf(spec);
  if (settings.model === 'mqrnn')
    return new QuantileRnn({ settings, spec, shape, featureCount, seasons, segment, levels, rng });
  const anchor = { none: undefined, last: 1, seasonal: season }[settings.anchor];
  return new DeepAR({ settings, spec, shape, featureCount, lags, anchor, rng });
}
