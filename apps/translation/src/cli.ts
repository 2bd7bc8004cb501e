import { createInterface } from 'node:readline';
import {
  ascendingNumbers,
  collect,
  EXIT,
  fitOptionsOf,
  makeCommand,
  parseNumber,
  runCommand,
  tell,
  wholeNumber,
  withFitFlags,
  type FitFlags,
} from '@reprise/app/commandLine';
import type { Translation } from './translator.ts';

// The application is only imported when a command runs: help and usage errors answer at once.

interface TrainFlags extends FitFlags {
  data: string;
  valid?: string;
  test?: string;
  reverse?: boolean;
  config: string;
  set?: string[];
  seed: number;
}

const train = withFitFlags(makeCommand('train', 'Train a translator on parallel text.'))
  .requiredOption(
    '--data <files>',
    'training text: FILE.tsv (source TAB target), or SOURCE,TARGET line by line; each may be .gz',
  )
  .option('--valid <files>', 'validation text, in the same forms (default: a hundredth of the training text)')
  .option('--test <files>', 'test text, in the same forms (default: another hundredth)')
  .option('--reverse', 'translate from the second language into the first')
  .option('--config <preset|file>', 'settings: tiny, small, tatoeba, multi30k, or a JSON file', 'small')
  .option('--set <key=value>', 'replace a setting; may be repeated', collect)
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 1)
  .action(async (flags: TrainFlags) => {
    const { readSettings } = await import('./config.ts');
    const settings = await readSettings(flags.config, flags.set ?? []);
    const { parseParallelFiles } = await import('./data/pairs.ts');
    const corpus = {
      train: parseParallelFiles(flags.data),
      ...(flags.valid === undefined ? {} : { valid: parseParallelFiles(flags.valid) }),
      ...(flags.test === undefined ? {} : { test: parseParallelFiles(flags.test) }),
      reverse: flags.reverse === true,
    };
    const { train: run } = await import('./train.ts');
    const { stopped } = await run({
      ...fitOptionsOf('translation', flags),
      corpus,
      settings,
      seed: flags.seed,
    });
    if (stopped === 'aborted') process.exitCode = EXIT.interrupted;
  });

interface EvaluateFlags {
  model?: string;
  source?: string;
  reference?: string[];
  data?: string;
  reverse?: boolean;
  beam: number;
  lengthPenalty: number;
  lengthEdges?: number[];
  json?: boolean;
}

const evaluate = makeCommand('evaluate', 'Translate a test text and score the translations.')
  .option('--model <folder>', 'the model (default: the one that ships)')
  .option('--source <file>', 'sentences to translate, one a line')
  .option('--reference <file>', 'their translations, line by line; may be repeated', collect)
  .option(
    '--data <file.tsv>',
    "instead of both: the test part of a file of pairs, by the training's own split, all references",
  )
  .option('--reverse', 'with --data: from the second language into the first')
  .option('--beam <n>', 'hypotheses kept at each step; 1 is greedy', wholeNumber(1), 5)
  .option('--length-penalty <alpha>', 'the larger, the longer the translations', parseNumber, 1)
  .option(
    '--length-edges <n,...>',
    'lengths of the source in words after which the scores by length are cut (default: 5,10)',
    ascendingNumbers,
  )
  .option('--json', 'the result as JSON')
  .action(async (flags: EvaluateFlags) => {
    const { readExamples } = await import('./testText.ts');
    const examples = await readExamples(flags);
    const { describeEvaluation, evaluate: run } = await import('./evaluate.ts');
    const translator = await loadModel(flags.model);
    const result = await run(translator, examples, {
      beamSize: flags.beam,
      lengthPenalty: flags.lengthPenalty,
      ...(flags.lengthEdges && { lengthEdges: flags.lengthEdges }),
    });
    process.stdout.write(
      flags.json ? `${JSON.stringify(result, null, 2)}\n` : `${describeEvaluation(result)}\n`,
    );
  });

interface TranslateFlags {
  model?: string;
  beam: number;
  nBest: number;
  lengthPenalty: number;
  alignment?: string;
  json?: boolean;
}

const translate = makeCommand('translate', 'Translate texts, or else lines from standard input as they come.')
  .argument('[text...]', 'texts to translate')
  .option('--model <folder>', 'the model (default: the one that ships, English to French)')
  .option('--beam <n>', 'hypotheses kept at each step; 1 is greedy', wholeNumber(1), 5)
  .option('--n-best <n>', 'how many translations of each text', wholeNumber(1), 1)
  .option('--length-penalty <alpha>', 'the larger, the longer the translations', parseNumber, 1)
  .option('--alignment <file>', 'draw which words each word came from, as .svg or .png (one text)')
  .option('--json', 'one JSON object a line')
  .action(async (texts: string[], flags: TranslateFlags) => {
    const { drawAlignment, checkAlignmentFile } = await import('./drawAlignment.ts');
    if (flags.alignment !== undefined) checkAlignmentFile(flags.alignment, texts);
    const translator = await loadModel(flags.model);
    const options = {
      beamSize: Math.max(flags.beam, flags.nBest),
      nBest: flags.nBest,
      lengthPenalty: flags.lengthPenalty,
      alignment: flags.alignment !== undefined || flags.json === true,
    };
    if (texts.length === 0) {
      const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
      for await (const translation of translator.translateStream(lines, options)) print(translation, flags);
      return;
    }
    const translations = await translator.translate(texts, options);
    for (const translation of translations) print(translation, flags);
    if (flags.alignment !== undefined) await drawAlignment(flags.alignment, translations[0] as Translation);
  });

const data = makeCommand(
  'data',
  'Say which data sets the numbers in the README come from, and where to put them.',
).action(async () => {
  const { describeCorpora } = await import('./corpora.ts');
  process.stdout.write(await describeCorpora(process.env['REPRISE_DATA']));
});

async function loadModel(folder: string | undefined) {
  const { describeEngine, startEngine } = await import('@reprise/engine');
  const { shippedModel } = await import('./modelFolder.ts');
  const { load } = await import('./translator.ts');
  const translator = await load(folder ?? shippedModel());
  tell(describeEngine(await startEngine()));
  return translator;
}

function print({ source, candidates }: Translation, { json, nBest }: TranslateFlags): void {
  if (json) process.stdout.write(`${JSON.stringify({ source, translations: candidates })}\n`);
  else if (nBest === 1) process.stdout.write(`${candidates[0]?.text ?? ''}\n`);
  else for (const { text, score } of candidates) process.stdout.write(`${score.toFixed(4)}\t${text}\n`);
}

const program = makeCommand(
  'translation',
  'Train, evaluate and use translators: attention LSTMs and their kin.',
);
for (const command of [train, evaluate, translate, data]) program.addCommand(command);
await runCommand(program, process.argv.slice(2));
