import type { Seq2SeqConfig } from '@reprise/core';
import { InputError, nearest } from '@reprise/core/errors';
import { multi30k } from './presets/multi30k.ts';
import { small } from './presets/small.ts';
import { tatoeba } from './presets/tatoeba.ts';
import { tiny } from './presets/tiny.ts';
import { settingsSchema, type Settings } from './settings.ts';

export const PRESETS: Readonly<Record<string, Settings>> = { tiny, small, tatoeba, multi30k };

/** `key=value` as the command line gives it: the value as JSON where it is that, else as text. */
export function parseAssignment(text: string): [key: string, value: unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new InputError(`--set: expected key=value, got '${text}'.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value) as unknown];
  } catch {
    return [text.slice(0, at), value];
  }
}

/**
 * A preset with single settings replaced.
 * @throws InputError that names the preset or setting, what it takes and what it got
 */
export function makeSettings(preset: string, replaced: Readonly<Record<string, unknown>> = {}): Settings {
  const base = Object.hasOwn(PRESETS, preset) ? PRESETS[preset] : undefined;
  if (!base) throw new InputError(`unknown preset '${preset}'${suggestion(preset, Object.keys(PRESETS))}`);
  return checkSettings({ ...base, ...replaced });
}

/** Settings from outside, checked. @throws InputError for each unknown name or value out of range */
export function checkSettings(settings: unknown): Settings {
  const names = Object.keys(settingsSchema.shape);
  const result = settingsSchema.safeParse(settings);
  if (result.success) {
    refuseContradictions(result.data);
    return result.data;
  }
  const complaints = result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `unknown setting '${key}'${suggestion(key, names)}`);
    }
    const key = issue.path.join('.');
    const given = (settings as Record<string, unknown> | undefined)?.[key];
    return [`setting '${key}': ${issue.message}, got ${JSON.stringify(given)}.`];
  });
  throw new InputError(complaints.join('\n'));
}

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

function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? `; there are: ${names.join(', ')}.` : `. Did you mean '${near}'?`;
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
