import { settingsOf } from '@reprise/app/settings';
import { bernoulli } from './presets/bernoulli.ts';
import { melody } from './presets/melody.ts';
import { nade } from './presets/nade.ts';
import { tiny } from './presets/tiny.ts';
import { voices } from './presets/voices.ts';
import { settingsSchema, type Settings } from './settings.ts';

export const PRESETS: Readonly<Record<string, Settings>> = { tiny, voices, bernoulli, nade, melody };

/** Settings from a preset, from outside, and from a command line. */
export const {
  make: makeSettings,
  check: checkSettings,
  read: readSettings,
} = settingsOf({ schema: settingsSchema, presets: PRESETS, base: 'voices' });
