import {
  collect,
  EXIT,
  fitOptionsOf,
  interruptSignal,
  makeCommand,
  nameList,
  oneOf,
  parseNumber,
  runCommand,
  tell,
  wholeNumber,
  withFitFlags,
  type Command,
  type FitFlags,
} from '@reprise/app/commandLine';
import type { Made } from './make/made.ts';
import type { MusicOptions } from './make/musicOptions.ts';
import type { LoadedModel } from './modelFolder.ts';

// The application is only imported when a command runs: help and usage errors answer at once.

interface TrainFlags extends FitFlags {
  data: string;
  config: string;
  set?: string[];
  seed: number;
  dropDuplicates?: boolean;
}

const train = withFitFlags(makeCommand('train', 'Train a model on pieces of music.'))
  .requiredOption(
    '--data <path>',
    'chorales as JSON or a folder of MIDI files; frames as JSON; melodies as JSON lines or ABC',
  )
  .option(
    '--config <preset|file>',
    'settings: tiny, voices, bernoulli, nade, melody, or a JSON file',
    'voices',
  )
  .option('--set <key=value>', 'replace a setting; may be repeated', collect)
  .option('--drop-duplicates', 'leave out of the training what is in the test too')
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 1)
  .action(async (flags: TrainFlags) => {
    const { readSettings } = await import('./config.ts');
    const settings = await readSettings(flags.config, flags.set ?? []);
    const { train: run } = await import('./train.ts');
    const { stopped } = await run({
      ...fitOptionsOf('music', flags),
      data: flags.data,
      duplicates: flags.dropDuplicates === true ? 'drop' : 'refuse',
      settings,
      seed: flags.seed,
    });
    if (stopped === 'aborted') process.exitCode = EXIT.interrupted;
    else if (stopped !== 'time') tell(`written to ${flags.out}`);
  });

interface EvaluateFlags {
  data: string;
  model?: string;
  split: 'valid' | 'test';
  samples: number;
  temperature?: number;
  seed: number;
  json?: boolean;
}

const evaluate = makeCommand('evaluate', 'Measure a model on pieces, and what it makes beside them.')
  .requiredOption('--data <path>', 'pieces, as train takes them')
  .option('--model <folder>', 'the model (default: the one that ships)')
  .option('--split <valid|test>', 'the pieces to measure on', oneOf('valid', 'test'), 'test')
  .option('--samples <n>', 'harmonisations and compositions to measure; 0 for none', wholeNumber(0), 100)
  .option('--temperature <t>', 'of their drawing', parseNumber)
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 1)
  .option('--json', 'the result as JSON')
  .action(async (flags: EvaluateFlags) => {
    const { describeEvaluation, evaluate: run, summariseEvaluation } = await import('./evaluate.ts');
    const model = await loadModel(flags.model);
    const { data, split, samples, temperature, seed } = flags;
    const result = await run(model, { data, split, samples, temperature, seed, tell });
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify(summariseEvaluation(result), null, 2)}\n`
        : `${describeEvaluation(result)}\n`,
    );
  });

interface DrawFlags {
  model?: string;
  out: string;
  picture?: string;
  sound?: string;
  soundfont?: string;
  tempo?: number;
  seed: number;
  temperature: number;
  topK?: number;
  topP?: number;
  candidates: number;
  sweeps: number;
  key?: string;
  cadence?: boolean;
  crossing?: boolean;
  parallels?: boolean;
  strictMeter?: boolean;
}

const TUNE = ['--tune <number|title>', 'which, of an ABC file with several tunes'] as const;

const compose = withDrawFlags(makeCommand('compose', 'Write a piece from nothing.'))
  .option('--bars <n>', 'bars to write', wholeNumber(1), 16)
  .option('--meter <n/n>', 'as 4/4 or 3/4', '4/4')
  .option('--upbeat <quarters>', 'quarters before the first bar line', parseNumber, 0)
  .action(async (flags: DrawFlags & { bars: number; meter: string; upbeat: number }) => {
    await make(flags, async () => {
      const { composeMusic } = await import('./make/composeMusic.ts');
      const asked = { bars: flags.bars, meter: await readMeter(flags.meter), upbeat: flags.upbeat };
      return (model, options) => composeMusic(model, { ...options, ...asked });
    });
  });

const continueCommand = withDrawFlags(makeCommand('continue', 'Go on with a piece.'))
  .argument('<file>', 'the beginning, as .mid or .abc')
  .option(...TUNE)
  .option('--bars <n>', 'bars to add', wholeNumber(1), 8)
  .action(async (file: string, flags: DrawFlags & { bars: number; tune?: string }) => {
    await make(flags, async () => {
      const { continueMusic } = await import('./make/continueMusic.ts');
      const score = await readScore(file, flags.tune);
      return (model, options) => continueMusic(model, score, { ...options, bars: flags.bars });
    });
  });

interface VoiceFlags extends DrawFlags {
  voices?: string[];
  part?: string | number;
  tune?: string;
}

const harmonise = withDrawFlags(makeCommand('harmonise', 'Write the voices that a melody lacks.'))
  .argument('[file]', 'a melody (or several voices), as .mid or .abc')
  .option(...TUNE)
  .option('--demo', 'harmonise a tune that ships')
  .option('--voices <names>', 'voices to keep: soprano, alto, tenor, bass (default: soprano)', nameList)
  .option('--part <name|number>', 'the part of the file that is the melody (default: the highest)', partName)
  .action(async (file: string | undefined, flags: VoiceFlags & { demo?: boolean }) => {
    await make(flags, async () => {
      const { demoTune, harmoniseMusic } = await import('./make/harmoniseMusic.ts');
      const score = flags.demo === true ? demoTune() : await readScore(file, flags.tune);
      const asked = { voices: await readVoices(flags.voices), part: flags.part };
      return (model, options) => harmoniseMusic(model, score, { ...options, ...asked });
    });
  });

const rewrite = withDrawFlags(makeCommand('rewrite', 'Write some bars of a piece anew.'))
  .argument('<file>', 'a piece of four voices, as .mid or .abc')
  .option(...TUNE)
  .requiredOption('--bars <n-m>', 'the bars, from 1, as 5-6')
  .option('--voices <names>', 'voices to write anew (default: all)', nameList)
  .action(async (file: string, flags: VoiceFlags & { bars: string }) => {
    await make(flags, async () => {
      const { readBars, rewriteMusic } = await import('./make/rewriteMusic.ts');
      const asked = { voices: await readVoices(flags.voices), bars: readBars(flags.bars) };
      const score = await readScore(file, flags.tune);
      return (model, options) => rewriteMusic(model, score, { ...options, ...asked });
    });
  });

const program = makeCommand('music', 'Continue, harmonise and compose music by recurrent networks.');
for (const command of [train, evaluate, continueCommand, harmonise, compose, rewrite])
  program.addCommand(command);
await runCommand(program, process.argv.slice(2));

function withDrawFlags(command: Command): Command {
  return command
    .requiredOption('--out <file.mid>', 'the music, as .mid')
    .option('--model <folder>', 'the model (default: the one that ships)')
    .option('--picture <file>', 'a piano roll, as .svg or .png')
    .option('--sound <file.wav>', 'the music to hear')
    .option('--soundfont <file.sf2>', 'instruments for it (default: tones of our own)')
    .option('--tempo <n>', "quarters a minute (default: the file's, or 80)", parseNumber)
    .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 1)
    .option('--temperature <t>', 'below 1 more usual, above 1 more daring', parseNumber, 0.9)
    .option('--top-k <n>', 'draw from the n most probable notes only', wholeNumber(1))
    .option('--top-p <p>', 'draw from the fewest notes that have this probability together', parseNumber)
    .option('--candidates <n>', 'draw so many and keep the best', wholeNumber(1), 4)
    .option('--sweeps <n>', 'draw parts of it anew so often', wholeNumber(0), 0)
    .option('--key <key>', 'notes of this key only, as "D minor"; auto: of the key of what is given')
    .option('--cadence', 'end on the tonic, after its dominant')
    .option('--crossing', 'voices may cross')
    .option('--parallels', 'voices may go in parallel fifths and octaves')
    .option('--strict-meter', 'no syncopation');
}

type Make = (model: LoadedModel, options: MusicOptions) => Promise<Made>;

/**
 * Loads, makes, and writes what was made.
 * @param prepare reads what the command was given, before the model is loaded
 */
async function make(flags: DrawFlags, prepare: () => Promise<Make>): Promise<void> {
  const { checkMusicFiles, writeMusic } = await import('./make/writeMusic.ts');
  const files = { ...flags, soundFont: flags.soundfont };
  await checkMusicFiles(files);
  const { readMusicOptions } = await import('./make/musicOptions.ts');
  const options = readMusicOptions(flags);
  const run = await prepare();
  const model = await loadModel(flags.model);
  const signal = interruptSignal(() => {
    tell('\nending');
  });
  const start = performance.now();
  const made = await run(model, { ...options, signal });
  const seconds = (performance.now() - start) / 1000;
  for (const line of [...made.remarks, `made in ${seconds.toFixed(2)} s`]) tell(line);
  await writeMusic(made, { ...files, tell });
}

function partName(text: string): string | number {
  return /^\d+$/u.test(text) ? Number(text) : text;
}

async function readScore(file: string | undefined, tune: string | undefined) {
  const { readScoreFile } = await import('./files/scoreFile.ts');
  const { InputError } = await import('@reprise/core/errors');
  if (file === undefined)
    throw new InputError('harmonise: expected a file with a melody, or --demo, got neither.');
  return readScoreFile(file, { tune });
}

async function readMeter(text: string) {
  const { parseMeter } = await import('./make/musicOptions.ts');
  return parseMeter(text);
}

async function readVoices(names: string[] | undefined) {
  const { parseVoices } = await import('./make/musicOptions.ts');
  return names && parseVoices(names);
}

async function loadModel(folder: string | undefined) {
  const { describeEngine, startEngine } = await import('@reprise/engine');
  const { load, shippedModel } = await import('./modelFolder.ts');
  const model = await load(folder ?? shippedModel());
  tell(describeEngine(await startEngine()));
  return model;
}
