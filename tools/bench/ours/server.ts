/** Our side of the comparisons: each task as a user of @reprise/core and @reprise/engine writes it. */
import { describeEngine, startEngine } from '@reprise/engine';
import { serve, type Kit } from '../serve.ts';
import type { TaskName, Tasks } from '../work.ts';
import { bidirectional } from './bidirectional.ts';
import { deepar } from './deepar.ts';
import { deeparForecast } from './deeparForecast.ts';
import { voices } from './voices.ts';
import { decoding } from './decoding.ts';
import { keyboard } from './keyboard.ts';
import { languageModel } from './languageModel.ts';
import { layer } from './layer.ts';
import { translation } from './translation.ts';

const KITS: Readonly<Record<TaskName, Kit>> = {
  layer: { make: (settings, inputs) => layer(settings as Tasks['layer'], inputs) },
  bidirectional: { make: (settings, inputs) => bidirectional(settings as Tasks['bidirectional'], inputs) },
  languageModel: { make: (settings, inputs) => languageModel(settings as Tasks['languageModel'], inputs) },
  translation: { make: (settings, inputs) => translation(settings as Tasks['translation'], inputs) },
  decoding: { make: (settings, inputs) => decoding(settings as Tasks['decoding'], inputs) },
  deepar: { make: (settings, inputs) => deepar(settings as Tasks['deepar'], inputs) },
  deeparForecast: { make: (settings, inputs) => deeparForecast(settings as Tasks['deeparForecast'], inputs) },
  voices: { make: (settings, inputs) => voices(settings as Tasks['voices'], inputs) },
  keyboard: { make: (settings, inputs) => keyboard(settings as Tasks['keyboard'], inputs) },
};

const engine = describeEngine(await startEngine()).replace('engine: ', '');
await serve(KITS, () => ({ engine, node: process.version }));
