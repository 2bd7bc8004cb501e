export {
  load,
  shippedModel,
  type LoadedFrames,
  type LoadedMelody,
  type LoadedModel,
  type LoadedVoices,
} from './modelFolder.ts';
export { train, type TrainOptions, type TrainResult } from './train.ts';
export { evaluate, describeEvaluation, type EvaluateOptions, type Evaluation } from './evaluate.ts';
export { makeSettings, checkSettings, PRESETS } from './config.ts';
export type { Settings } from './settings.ts';
export {
  REST,
  STEPS_PER_QUARTER,
  VOICES,
  type Chord,
  type Meter,
  type Note,
  type Part,
  type Score,
  type Voice,
  type VoiceGrid,
} from './score.ts';
export { compose, continuePiece, harmonise, rewrite } from './make/verbs.ts';
export type { Drawn, DrawOptions } from './make/draw.ts';
export type { Rules } from './voices/chooseConstraints.ts';
export { composeMusic, type ComposeMusicOptions } from './make/composeMusic.ts';
export { continueMusic, type ContinueMusicOptions } from './make/continueMusic.ts';
export { demoTune, harmoniseMusic, type HarmoniseMusicOptions } from './make/harmoniseMusic.ts';
export { rewriteMusic, type RewriteMusicOptions } from './make/rewriteMusic.ts';
export { writeMusic, type MusicFiles } from './make/writeMusic.ts';
export type { Made } from './make/made.ts';
export type { MusicOptions } from './make/musicOptions.ts';
export { readScoreFile, writeScoreFile } from './files/scoreFile.ts';
export { readMidi } from './files/readMidi.ts';
export { writeMidi } from './files/writeMidi.ts';
export { readAbc } from './files/readAbc.ts';
export { quantise } from './files/quantise.ts';
export { voicesOf, melodyGrid } from './files/voicesOf.ts';
export { gridToScore } from './files/gridToScore.ts';
export { framesToMatrix, framesToScore, matrixToFrames, scoreToFrames } from './files/frames.ts';
export { measureStatistics, type Statistics } from './metrics/statistics.ts';
export { describeStatistics } from './metrics/statisticsTable.ts';
export { indexCopies, longestCopiedRun } from './metrics/copiedRun.ts';
export { estimateKey, parseKey, type Key } from './theory/key.ts';
export { chordsOf } from './theory/chords.ts';
export { pianoRoll } from './render/pianoRoll.ts';
export { renderWav } from './render/renderWav.ts';
export type { ModelPlace } from '@reprise/app';
