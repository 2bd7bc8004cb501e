import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Two symbols that byte-pair encoding joins into one; a list of them is in the order of learning. */
export type Merge = readonly [left: string, right: string];

/**
 * The trainer of `tokenizers` for Node reads files and takes no options: it stops at this many tokens,
 * the bytes seen in the text included.
 */
export const TRAINER_VOCAB_SIZE = 30_000;

/**
 * Runs in a process of its own, because training is one blocking native call of seconds that also
 * prints blank lines to standard output, which belongs to results.
 */
const TRAIN_SCRIPT = `
const [library, text, model] = process.argv.slice(1);
const {BPE, Tokenizer, byteLevelPreTokenizer} = require(library);
const tokenizer = new Tokenizer(BPE.empty());
tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
tokenizer.train([text]);
tokenizer.save(model);
`;

const CHUNK_CHARACTERS = 1 << 20;

/**
 * Learns byte-level byte-pair merges (Sennrich, Haddow and Birch 2016, on the bytes of UTF-8), most
 * frequent first, from lines of text; white space around a line does not count.
 *
 * The text passes through a temporary folder, which is removed whatever happens.
 *
 * @throws Error if the training process fails.
 */
export async function learnMerges(texts: Iterable<string>): Promise<Merge[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-bpe-'));
  try {
    const textFile = join(folder, 'text.txt');
    const modelFile = join(folder, 'tokenizer.json');
    await writeFile(textFile, chunksOfLines(texts), 'utf8');
    const library = createRequire(import.meta.url).resolve('tokenizers');
    await promisify(execFile)(process.execPath, ['-e', TRAIN_SCRIPT, library, textFile, modelFile]);
    const trained = JSON.parse(await readFile(modelFile, 'utf8')) as { model: { merges: Merge[] } };
    return trained.model.merges;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The lines of all texts, gathered into chunks: a write for every line would take longer than training. */
function* chunksOfLines(texts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const text of texts) {
    for (const line of text.split('\n')) {
      chunk += `${line.trim()}\n`;
    }
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}
