import {
  collect,
  EXIT,
  fitOptionsOf,
  interruptSignal,
  makeCommand,
  oneOf,
  parseNumber,
  runCommand,
  tell,
  wholeNumber,
  withFitFlags,
  type FitFlags,
} from '@reprise/app/commandLine';
import type { LoadedModel, LoadedOf } from './modelFolder.ts';

// The application is only imported when a command runs: help and usage errors answer at once.

interface TrainFlags extends FitFlags {
  data: string[];
  test?: string;
  texts?: string[];
  reader?: string;
  config: string;
  set?: string[];
  seed: number;
}

const train = withFitFlags(makeCommand('train', 'Train a model on ink.'))
  .requiredOption(
    '--data <files...>',
    'ink with its text, in any format that is read, or the folder of IAM-OnDB; drawings as JSON',
  )
  .option('--test <file>', 'ink for the test alone')
  .option('--texts <files...>', 'plain texts: for readers, words beside those of the ink')
  .option('--reader <folder>', 'of a writer: learn only from what this one reads as its text')
  .option(
    '--config <preset|file>',
    'settings: tiny, reader, stream, digits, imageReader, writer, drawer, sketch, or a JSON file',
    'reader',
  )
  .option('--set <key=value>', 'replace a setting; may be repeated', collect)
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 1)
  .action(async (flags: TrainFlags) => {
    const { readSettings } = await import('./config.ts');
    const settings = await readSettings(flags.config, flags.set ?? []);
    const reader = flags.reader === undefined ? undefined : await loadModel(flags.reader, 'reader');
    const { train: run } = await import('./train.ts');
    const { stopped } = await run({
      ...fitOptionsOf('handwriting', flags),
      data: flags.data,
      test: flags.test,
      texts: flags.texts,
      reader,
      settings,
      seed: flags.seed,
    });
    if (stopped === 'aborted') process.exitCode = EXIT.interrupted;
    else if (stopped !== 'time') tell(`written to ${flags.out}`);
  });

const SEED = ['--seed <n>', 'what all randomness follows from', wholeNumber(0), 1] as const;
const MODEL = ['--model <folder>', 'the model (default: the one that ships)'] as const;

interface EvaluateFlags {
  data: string[];
  test?: string;
  model?: string;
  reader?: string;
  split: 'valid' | 'test';
  seed: number;
  json?: boolean;
}

const evaluate = makeCommand('evaluate', 'Measure a model on ink that its training did not see.')
  .requiredOption('--data <files...>', 'ink with its text, or drawings, as train takes them')
  .option('--test <file>', 'ink for the test alone')
  .option('--model <folder>', 'the model (default: the reader that ships)')
  .option('--reader <folder>', 'of a writer: reads what it writes (default: the reader that ships)')
  .option('--split <valid|test>', 'what to measure on', oneOf('valid', 'test'), 'test')
  .option(...SEED)
  .option('--json', 'the result as JSON')
  .action(async (flags: EvaluateFlags) => {
    const { describeEvaluation, evaluate: run } = await import('./evaluate.ts');
    const { data, test, split, seed } = flags;
    const model: LoadedModel = await loadModel(flags.model);
    const reader = model.kind === 'writer' ? await loadModel(flags.reader, 'reader') : undefined;
    const result = await run(model, { data, test, split, seed, reader, tell });
    process.stdout.write(
      flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : `${describeEvaluation(result)}\n`,
    );
  });

interface ReadFlags {
  model?: string;
  nBest: number;
  beam: number;
  language: boolean;
  oneOf?: string;
  json?: boolean;
}

const read = makeCommand('read', 'Read handwriting: ink in any format, or a picture of a line.')
  .argument('<file>', 'ink (.svg, .inkml, .json, .dat, .ndjson, .xml …) or a picture (.png, .jpg …)')
  .option(...MODEL)
  .option('--n-best <n>', 'readings of each line', wholeNumber(1), 1)
  .option('--beam <n>', 'how many readings the search holds', wholeNumber(1), 25)
  .option('--no-language', 'what is known of words has no say')
  .option('--one-of <characters>', 'each ink is one of digits, upper, lower, or of these characters')
  .option('--json', 'the result as JSON')
  .action(async (file: string, flags: ReadFlags) => {
    const { openHandwriting, parseCharacters } = await import('./use/readFile.ts');
    const oneOf = flags.oneOf === undefined ? undefined : parseCharacters(flags.oneOf);
    const opened = await openHandwriting(file, tell);
    const options = { language: flags.language, beamSize: flags.beam, nBest: flags.nBest, oneOf };
    const { readAll } = await import('./use/readAll.ts');
    const readings = await readAll(opened, options, (kind) => loadModel(flags.model, kind));
    const { describeReading } = await import('./use/describeReading.ts');
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify(readings, null, 2)}\n`
        : readings.map((reading) => `${describeReading(reading, flags.nBest)}\n`).join(''),
    );
  });

interface WriteFlags {
  out: string;
  model?: string;
  animate?: boolean;
  bias: number;
  temperature?: number;
  seed: number;
  style?: string;
  styleText?: string;
  hand?: string;
  lineWidth?: number;
  penWidth?: number;
  json?: 'ink' | 'stroke-3' | 'stroke-5';
  attention?: string;
  density?: string;
}

const write = makeCommand('write', 'Write a text by hand.')
  .argument('<text>', 'what to write; - reads it from stdin')
  .requiredOption('--out <file>', 'the ink, as .svg, .png, .json or .inkml')
  .option(...MODEL)
  .option('--animate', 'an SVG that writes itself')
  .option('--bias <b>', '0 as hands are; 1 to 3 neater', parseNumber, 0.5)
  .option('--temperature <t>', 'below 1 tamer', parseNumber)
  .option('--style <file>', 'ink of the hand to write in')
  .option('--style-text <text>', 'what that ink says')
  .option('--hand <file>', 'a hand that adapt has made')
  .option('--line-width <n>', 'of a line, in heights of an x (default: 60)', parseNumber)
  .option('--pen-width <n>', 'an x is 20 high', parseNumber, 2.4)
  .option('--json <form>', 'of .json: ink, stroke-3 or stroke-5', oneOf('ink', 'stroke-3', 'stroke-5'))
  .option('--attention <file>', 'a picture of what the network looks at, as .svg or .png')
  .option('--density <file>', 'a picture of where it expects the pen, as .svg or .png')
  .option(...SEED)
  .action(async (text: string, flags: WriteFlags) => {
    const { checkInkPath, saveInk } = await import('./use/saveInk.ts');
    checkInkPath(flags.out, flags);
    const { prepareWriting } = await import('./use/writeText.ts');
    const run = await prepareWriting(text, flags);
    const model = await loadModel(flags.model, 'writer');
    const start = performance.now();
    const { ink, remarks } = await run(model);
    const seconds = (performance.now() - start) / 1000;
    for (const line of [...remarks, `written in ${seconds.toFixed(2)} s`]) tell(line);
    await saveInk(flags.out, [ink], flags);
    tell(`saved ${flags.out}`);
  });

interface DrawFlags {
  out: string;
  model: string;
  count: number;
  start?: string;
  from?: string;
  to?: string;
  temperature?: number;
  animate?: boolean;
  penWidth?: number;
  seed: number;
}

const draw = makeCommand('draw', 'Draw from nothing, finish a drawing, or go from one to another.')
  .requiredOption('--model <folder>', 'a model of drawings')
  .requiredOption('--out <file>', 'the drawings, as .svg, .png, .json or .inkml')
  .option('--count <n>', 'drawings', wholeNumber(1), 9)
  .option('--start <file>', 'a drawing to finish')
  .option('--from <file>', 'a drawing to begin from; with --to')
  .option('--to <file>', 'a drawing to end at; with --from')
  .option('--temperature <t>', 'below 1 more usual, above 1 more daring', parseNumber)
  .option('--animate', 'an SVG that draws itself')
  .option('--pen-width <n>', 'in the unit of the drawings (default: 0.01 of the largest)', parseNumber)
  .option(...SEED)
  .action(async (flags: DrawFlags) => {
    const { checkInkPath, saveInk } = await import('./use/saveInk.ts');
    checkInkPath(flags.out, flags);
    const { prepareDrawing } = await import('./use/drawInk.ts');
    const run = await prepareDrawing(flags, tell);
    const inks = await run(await loadModel(flags.model, 'drawer'));
    await saveInk(flags.out, inks, flags);
    tell(`saved ${flags.out}`);
  });

interface AdaptFlags {
  data: string[];
  out: string;
  model?: string;
  seed: number;
}

const adaptCommand = makeCommand('adapt', 'Learn a hand from some twenty lines of it.')
  .requiredOption('--data <files...>', 'lines of one hand with their texts, in any format of ink')
  .requiredOption('--out <file.hand>', 'the hand, for write --hand')
  .option(...MODEL)
  .option(...SEED)
  .action(async (flags: AdaptFlags) => {
    const { loadLines } = await import('./data/labelledInk.ts');
    const { lines, warnings } = await loadLines(flags.data);
    for (const line of warnings) tell(line);
    const model = await loadModel(flags.model, 'writer');
    const { adapt } = await import('./writer/adapt.ts');
    const { writeHand } = await import('./writer/handFile.ts');
    const signal = interruptSignal(() => {
      tell('\nending');
    });
    const { hand, before, after } = await adapt(model, lines, { seed: flags.seed, signal, tell });
    await writeHand(flags.out, hand);
    tell(`nats a step on lines kept apart: ${before.toFixed(3)} before, ${after.toFixed(3)} after`);
    tell(`saved ${flags.out}`);
  });

interface GenerateFlags {
  fonts: string;
  words: string;
  count: number;
  out: string;
  seed: number;
}

const generate = makeCommand(
  'generate',
  'Write words in stroke fonts: labelled ink for tests and to warm up on.',
)
  .requiredOption('--fonts <file>', 'Hershey fonts as JSON')
  .requiredOption('--words <file>', 'what is written, a word or a few a line')
  .requiredOption('--out <file>', 'the ink, as .json, .inkml, .svg or .png; .json for train')
  .option('--count <n>', 'inks', wholeNumber(1), 10_000)
  .option(...SEED)
  .action(async (flags: GenerateFlags) => {
    const { checkInkPath, saveInk } = await import('./use/saveInk.ts');
    checkInkPath(flags.out);
    const { generateWords } = await import('./use/generateWords.ts');
    await saveInk(flags.out, await generateWords(flags));
    tell(`saved ${flags.out}`);
  });

const program = makeCommand('handwriting', 'Read and write by hand, by recurrent networks.');
for (const command of [train, evaluate, read, write, draw, adaptCommand, generate])
  program.addCommand(command);
await runCommand(program, process.argv.slice(2));

/** @param kind that is expected, and which of the models that ship is taken where no folder is given */
async function loadModel<K extends LoadedModel['kind']>(
  folder: string | undefined,
  kind?: K,
): Promise<LoadedOf<K>> {
  const { describeEngine, startEngine } = await import('@reprise/engine');
  const { load, shippedModel } = await import('./modelFolder.ts');
  const model = await load(folder ?? shippedModel(kind ?? 'reader'), kind);
  tell(describeEngine(await startEngine()));
  return model;
}
