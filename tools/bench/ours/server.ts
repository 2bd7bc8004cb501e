/** Our side of the comparisons: each task as a user of @reprise/core and @reprise/engine writes it. */
import { describeEngine, startEngine } from '@reprise/engine';
import { serve, type Kit } from '../serve.ts';
import type { TaskName, Tasks } from '../work.ts';
import { bidirectional } from './bidirectional.ts';
import { deepar } from './deepar.ts';
import { deeparForecast } from './deeparForecast.ts';
import { voices } from './voices.ts';
import { decoding } from './decoding.ts';
import { imageReader } from './imageReader.ts';
import { keyboard } from './keyboard.ts';
import { languageModel } from './languageModel.ts';
import { layer } from './layer.ts';
import { reader } from './reader.ts';
import { readWord } from './readWord.ts';
import { translation } from './translation.ts';
import { writer } from './writer.ts';
import { writeWords } from './writeWords.ts';

const KITS: Readonly<Record<TaskName, Kit>> = {
  layer: { make: (settings, inputs) => layer(settings as Tasks['layer'], inputs) },
  bidirectional: { make: (settings, inputs) => bidirectional(settings as Tasks['bidirectional'], inputs) },
  languageModel: { make: (settings, inputs) => languageModel(settings as Tasks['languageModel'], inputs) },
  translation: { make: (settings, inputs) => translation(settings as Tasks['translation'], inputs) },
  decoding: { make: (settings, inputs) => decoding(settings as Tasks['decoding'], inputs) },
  deepar: { make: (settings, inputs) => deepar(settings as Tasks['deepar'], inputs) },
  deeparForecast: { make: (settings, inputs) => deeparForecast(settings as Tasks['deeparForecast'], inputs) },
  voices: { make: (settings, inputs) => voices(settings as Tasks['voices'], inputs) },
  reader: { make: (settings, inputs) => reader(settings as Tasks['reader'], inputs) },
  imageReader: { make: (settings, inputs) => imageReader(settings as Tasks['imageReader'], inputs) },
  readWord: { make: (settings, inputs) => readWord(settings as Tasks['readWord'], inputs) },
  writer: { make: (settings, inputs) => writer(settings as Tasks['writer'], inputs) },
  writeWords: { make: (settings, inputs) => writeWords(settings as Tasks['writeWords'], inputs) },
  keyboard: { make: (settings, inputs) => keyboard(settings as Tasks['keyboard'], inputs) },
};

const engine = describeEngine(await startEngine()).replace('engine: ', '');
await serve(KITS, () => ({ engine, node: process.version }));
