import { describeScores, type Scores } from '@reprise/app';
import { loadLabelledInk, type LabelledInk } from './data/labelledInk.ts';
import { drawerTask } from './draw/drawerTask.ts';
import { imageLogits, picturesOf } from './imageReader/imageScores.ts';
import type { LoadedImageReader, LoadedModel, LoadedReader } from './modelFolder.ts';
import { describeReadings, scoreReadings, textsOf, type ReadingScores } from './reader/evaluateReader.ts';
import { inkLogits } from './reader/inkLogits.ts';
import { SCORE_WORDS, type DataPaths } from './task.ts';
import { describeWriting, scoreWriting, type WritingScores } from './writer/evaluateWriter.ts';

export interface EvaluateOptions extends DataPaths {
  readonly split?: 'valid' | 'test' | undefined;
  /** of a writer: reads what it writes; without it that is not measured */
  readonly reader?: LoadedReader | undefined;
  readonly seed?: number | undefined;
  readonly tell?: ((line: string) => void) | undefined;
}

export interface Evaluation {
  readonly split: 'valid' | 'test';
  /** of a reader, by category */
  readonly readings?: Readonly<Record<string, ReadingScores>> | undefined;
  readonly writing?: WritingScores | undefined;
  readonly drawing?: { readonly count: number; readonly scores: Scores } | undefined;
}

/**
 * Measures a model on ink that its training did not see.
 * @throws InputError for data that the model does not take
 */
export async function evaluate(model: LoadedModel, options: EvaluateOptions): Promise<Evaluation> {
  const { split = 'test', tell = () => undefined } = options;
  if (model.kind === 'drawer') {
    const { network, architecture, settings } = model;
    const corpus = await drawerTask.load(options);
    for (const line of [corpus.summary, ...corpus.warnings]) tell(line);
    const drawing = drawerTask.scores(corpus[split], architecture, settings)(network);
    return { split, drawing: { count: corpus[split].length, scores: drawing } };
  }
  const corpus = await loadLabelledInk(options);
  for (const line of [corpus.summary, ...corpus.warnings]) tell(line);
  switch (model.kind) {
    case 'reader':
    case 'imageReader': {
      const inks = corpus[split];
      const logits = see(model, inks);
      const examples = inks.map(({ text, category }, index) => ({
        text,
        category,
        logits: logits[index] as Float32Array,
      }));
      const scores = scoreReadings(model, examples, textsOf(corpus.train));
      const readings = Object.fromEntries(scores.map((each) => [each.category, each]));
      return { split, readings };
    }
    case 'writer':
      return { split, writing: await scoreWriting(model, corpus, { ...options, split }) };
  }
}

/** What a reader sees in inks, or in pictures of them. */
function see(model: LoadedReader | LoadedImageReader, inks: readonly LabelledInk[]): Float32Array[] {
  if (model.kind === 'imageReader')
    return imageLogits(model.network, picturesOf(inks, model.settings.imageHeight));
  const strokes = inks.map((ink) => ink.strokes);
  return inkLogits(model.network, strokes, model.settings);
}

/** An evaluation as lines for a person. */
export function describeEvaluation({ readings, writing, drawing }: Evaluation): string {
  return [
    readings && describeReadings(Object.values(readings)),
    writing && describeWriting(writing),
    drawing && describeScores(SCORE_WORDS, drawerTask.meanings, drawing.scores, drawing.count),
  ]
    .filter((part) => part !== undefined)
    .join('\n');
}
