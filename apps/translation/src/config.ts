import { settingsOf } from '@reprise/app/settings';
import type { Seq2SeqConfig } from '@reprise/core';
import { InputError } from '@reprise/core/errors';
import { multi30k } from './presets/multi30k.ts';
import { small } from './presets/small.ts';
import { tatoeba } from './presets/tatoeba.ts';
import { tiny } from './presets/tiny.ts';
import { settingsSchema, type Settings } from './settings.ts';

export const PRESETS: Readonly<Record<string, Settings>> = { tiny, small, tatoeba, multi30k };

/** Settings from a preset, from outside, and from a command line. */
export const {
  make: makeSettings,
  check: checkSettings,
  read: readSettings,
} = settingsOf({ schema: settingsSchema, presets: PRESETS, base: 'small', refine: refuseContradictions });

function refuseContradictions(settings: Settings): void {
  const { attention, bidirectional, decoderSize, encoderSize, jointVocabulary, tiedEmbeddings } = settings;
  if (tiedEmbeddings === 'all' && !jointVocabulary) {
    throw new InputError(
      "setting 'tiedEmbeddings': expected 'target' or 'none' where jointVocabulary is false, got 'all'.",
    );
  }
  const memorySize = bidirectional ? 2 * encoderSize : encoderSize;
  if (attention === 'dot' && decoderSize !== memorySize) {
    throw new InputError(
      `setting 'attention': 'dot' expects decoderSize to be the encoder's ${memorySize}, got ${decoderSize}. Use 'general'.`,
    );
  }
}

/** The shape of the network that the settings ask for. */
export function architectureOf(
  settings: Settings,
  sourceVocabSize: number,
  targetVocabSize: number,
): Seq2SeqConfig {
  const { embeddingSize, encoderCell, encoderSize, encoderLayers, bidirectional } = settings;
  const {
    decoderCell,
    decoderSize,
    decoderLayers,
    attention,
    inputFeeding,
    residual,
    tiedEmbeddings,
    dropout,
  } = settings;
  return {
    sourceVocabSize,
    targetVocabSize,
    embeddingSize,
    encoderCell,
    encoderSize,
    encoderLayers,
    bidirectional,
    decoderCell,
    decoderSize,
    decoderLayers,
    attention,
    inputFeeding,
    residual,
    tiedEmbeddings,
    dropout,
  };
}
