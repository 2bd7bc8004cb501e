import { checkFolder, describeTraining, writeModelFile, type RunOptions } from '@reprise/app';
import { InputError, type FitResult } from '@reprise/core';
import { describeEngine, startEngine } from '@reprise/engine';
import type { Settings } from '../settings.ts';
import { pretrainNetwork } from './pretrainNetwork.ts';
import { writeZeroShotModel } from './zeroShotModel.ts';
import { contextFor, HORIZONS, LONGEST_SEASON, SEASONS } from './zeroShotShape.ts';

export interface PretrainOptions extends RunOptions {
  readonly settings: Settings;
}

/**
 * Trains a model on generated series, and writes it to a folder: one for series of any season and horizon that are too
 * short to learn from. Killed at any moment, it goes on with `resume` to the same bits.
 * @throws InputError for settings of another model, and a folder that cannot be used
 */
export async function pretrain(options: PretrainOptions): Promise<FitResult> {
  const { settings, out, seed = 1, resume = false, command = 'pretrain()', tell = () => undefined } = options;
  if (settings.model !== 'zeroShot')
    throw new InputError(
      `pretrain: expected settings with model zeroShot, got ${settings.model}. Take --config zeroShot.`,
    );
  await checkFolder(out, { resume });
  tell(describeEngine(await startEngine()));
  const result = await pretrainNetwork({ ...options, seed });
  if (result.stopped === 'aborted' || result.stopped === 'time') {
    tell(`stopped after step ${result.steps}; --resume goes on from there`);
    return result;
  }
  await writeZeroShotModel(out, { settings, weights: result.weights });
  await writeModelFile(out, 'README.md', describeModel(result, command));
  return result;
}

/** The README.md of a model (a model card, Mitchell et al. 2019), but for what it is worth on measured series. */
function describeModel(result: FitResult, command: string): string {
  const size = [...result.weights.values()].reduce((sum, { values }) => sum + values.length, 0);
  const [shortest, longest] = HORIZONS;
  return `# A zero-shot forecasting model

A recurrent network that forecasts series it never saw any of, with intervals, made by Reprise. It is for series that are
too short to learn from.

## Data

Generated series alone: levels that move, seasons and noise, drawn from a broad prior (src/zeroShot). No series that
somebody measured was in the training, and no licence but that of the program holds.

## Size

${size.toLocaleString('en')} parameters, in float16 in the file.

## Limits

- Horizons of ${shortest} to ${longest} steps and seasons of ${SEASONS.join(', ')} were learned (1: none). A season of more than ${LONGEST_SEASON} steps is
  taken for none.
- At most three seasons of a history, or ${contextFor(1)} values, are read.
- Times, covariates and the other series of the data are not looked at: no holidays, no prices.
- Intervals are not calibrated.

## Training

${describeTraining({ command, result, unit: 'values ahead' })}
`;
}
