import { setWeights } from '@reprise/core';
import { disposeParams, Rng } from '@reprise/engine';
import { writeLines, type Asked } from '../../../apps/handwriting/src/writer/writeLines.ts';
import { WriterModel } from '../../../apps/handwriting/src/writer/writerModel.ts';
import { writerText } from '../../../apps/handwriting/src/writer/writerText.ts';
import type { Runner } from '../serve.ts';
import { digest } from '../values.ts';
import type { WriteWordsSettings } from '../work.ts';
import { drawShippedWeights, idValues, writeInputs } from './inputs.ts';

/** Low enough that the pen is never lifted and never ends: each word takes the most steps that its text allows. */
const NEVER = -1e9;
/** Of the pen's three outputs, which come first, that it is lifted and that it ends. */
const NOT_DOWN = [1, 2];
/** So neat that every step is the mean of the most probable Gaussian: both sides then write the same. */
const BIAS = 1e8;
/** Code points to write: which is the same to the network. */
const FIRST_CHARACTER = 0x4e00;
/** Before the space, which is the first character: what is behind it, one character, allows 100 steps. */
const [HEAD, STEPS] = [4, 100];

/** Words written by the handwriting application, from text to the pen's way: latency. */
export function writeWords({ words, ...sizes }: WriteWordsSettings, path: string): Runner {
  const model = new WriterModel({ ...sizes, dropout: 0 });
  const rng = Rng.fromSeed(1);
  const weights = drawShippedWeights(model.params, rng);
  const bias = weights.get('output.bias')?.values;
  if (!bias) throw new Error('expected the writer to have an output.bias');
  for (const state of NOT_DOWN) bias[state] = NEVER;
  setWeights(model.params, weights);

  const letters = Array.from({ length: sizes.vocabSize - 2 }, (_, at) =>
    String.fromCodePoint(FIRST_CHARACTER + at),
  );
  const text = writerText([' ', ...letters]);
  const asked = Array.from({ length: words }, (_, word): Asked => {
    const drawn = Array.from(rng.fold('word', word).words(HEAD + 1), (one) => letters[one % letters.length]);
    // A prime without steps: the pen begins at the beginning.
    const prime = { text: drawn.slice(0, HEAD).join(''), path: { offsets: new Float32Array() } };
    return { text: drawn[HEAD] ?? '', prime };
  });
  const tokens = asked.map(({ text: tail, prime }) => text.encode(`${prime?.text ?? ''} ${tail}`));
  const shape = [words, tokens[0]?.length ?? 0];
  writeInputs(
    path,
    new Map([
      ...weights,
      ['text', idValues(Int32Array.from(tokens.flatMap((own) => [...own])), shape)],
      ['steps', { shape: [1], values: Float32Array.of(STEPS) }],
      ['bias', { shape: [1], values: Float32Array.of(BIAS) }],
    ]),
  );

  const write = () => writeLines(model, text, asked, { rng, bias: BIAS });
  return {
    async run() {
      await write();
    },
    async check() {
      const written = await write();
      return Object.fromEntries([
        ['steps', written.map(({ offsets }) => offsets.length / 3)],
        ...written.map(({ offsets }, word) => [`word ${word}`, digest(offsets)] as const),
      ]);
    },
    dispose() {
      disposeParams(model.params);
    },
  };
}
