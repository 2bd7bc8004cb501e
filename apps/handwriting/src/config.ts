import { settingsOf } from '@reprise/app/settings';
import { InputError } from '@reprise/core/errors';
import { digits } from './presets/digits.ts';
import { drawer } from './presets/drawer.ts';
import { sketch } from './presets/sketch.ts';
import { imageReader } from './presets/imageReader.ts';
import { reader } from './presets/reader.ts';
import { stream } from './presets/stream.ts';
import { tiny } from './presets/tiny.ts';
import { writer } from './presets/writer.ts';
import { settingsSchema, type Settings } from './settings.ts';

export const PRESETS: Readonly<Record<string, Settings>> = {
  tiny,
  reader,
  digits,
  stream,
  imageReader,
  writer,
  drawer,
  sketch,
};

/** Who reads while one writes can look neither at the whole of a word nor at the whole of a stroke. */
function refine({ bidirectional, upright, inPlace, curves }: Settings): void {
  if (bidirectional || !(upright || inPlace || curves)) return;
  throw new InputError(
    'settings: expected upright, inPlace and curves to be false where bidirectional is, since they need all of the ink.',
  );
}

/** Settings from a preset, from outside, and from a command line. */
export const {
  make: makeSettings,
  check: checkSettings,
  read: readSettings,
} = settingsOf({ schema: settingsSchema, presets: PRESETS, base: 'reader', refine });
