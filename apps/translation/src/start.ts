import { createInterface } from 'node:readline/promises';
import { makeCommand, runCommand } from '@reprise/app/commandLine';
import { describeEngine, startEngine } from '@reprise/engine';
import { drawAlignment } from './drawAlignment.ts';
import { shippedModel } from './modelFolder.ts';
import { load, type Translator } from './translator.ts';

/** Everyday sentences in the manner of the training text, none of them in it by design. */
const SENTENCES = [
  'A dog runs across the street.',
  'I would like a glass of water, please.',
  'She has been reading this book since yesterday.',
  "We don't know where they live.",
  'Can you help me find my blue bicycle?',
  'If it rains tomorrow, we will stay at home.',
];
const PICTURE = 'alignment.svg';

/** `npm start`: shows the shipped translator at work, says what to try next, and on a terminal translates what is typed. */
async function main(): Promise<void> {
  const begun = performance.now();
  const translator = await load(shippedModel());
  console.log(`Reprise, ${describeEngine(await startEngine())}`);
  console.log('English to French, by an attention LSTM that this toolkit trained:\n');
  for (const { source, text } of await translator.translate(SENTENCES))
    console.log(`  ${source}\n  ${text}\n`);

  const [drawn] = await translator.translate(SENTENCES.slice(-2, -1), { alignment: true });
  if (drawn) await drawAlignment(PICTURE, drawn);
  console.log(
    `Which word came from which: see ${PICTURE}. (${((performance.now() - begun) / 1000).toFixed(1)} s)\n`,
  );
  console.log(`Try next:
  npm run translation -- translate "Where is the station?" --n-best 3
  npm run translation -- train --data pairs.tsv --out my-translator     (your own text: source TAB target)
  npm run translation -- --help`);
  if (process.stdin.isTTY) await converse(translator);
  translator.dispose();
}

async function converse(translator: Translator): Promise<void> {
  console.log('\nType an English sentence; an empty line ends.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() === '') break;
    const [translation] = await translator.translate([line]);
    console.log(`  ${translation?.text ?? ''}`);
    terminal.prompt();
  }
  terminal.close();
}

const start = makeCommand('start', 'Show the shipped translator at work.').action(main);
await runCommand(start, process.argv.slice(2));
