import { settingsOf } from '@reprise/app/settings';
import { InputError } from '@reprise/core/errors';
import { deepar } from './presets/deepar.ts';
import { ett } from './presets/ett.ts';
import { m4Hourly } from './presets/m4Hourly.ts';
import { small } from './presets/small.ts';
import { tiny } from './presets/tiny.ts';
import { zeroShot } from './presets/zeroShot.ts';
import { settingsSchema, type Settings } from './settings.ts';

export const PRESETS: Readonly<Record<string, Settings>> = { tiny, small, deepar, m4Hourly, ett, zeroShot };

/** Settings from a preset, from outside, and from a command line. */
export const {
  make: makeSettings,
  check: checkSettings,
  read: readSettings,
} = settingsOf({ schema: settingsSchema, presets: PRESETS, base: 'small', refine: refuseContradictions });

function refuseContradictions({ model, distribution, scaling, anchor }: Settings): void {
  if (model !== 'deepar' || distribution !== 'negativeBinomial') return;
  if (scaling !== 'mean') {
    throw new InputError(
      `setting 'scaling': negativeBinomial is of counts, which are divided by their mean and not moved: expected 'mean', got '${scaling}'.`,
    );
  }
  if (anchor !== 'none') {
    throw new InputError(
      `setting 'anchor': negativeBinomial says a count itself: expected 'none', got '${anchor}'.`,
    );
  }
}
