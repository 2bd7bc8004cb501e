import { Rng } from '@reprise/engine';
import type { PenSampling } from '@reprise/core';
import type { LoadedWriter } from '../modelFolder.ts';
import { attentionPicture } from '../render/attentionPicture.ts';
import { densityPicture } from '../render/densityPicture.ts';
import { mixtureDensity } from '../render/mixtureDensity.ts';
import { boundsOf } from '../strokes/geometry.ts';
import { STEP, strokesOfPath } from '../writer/penPath.ts';
import { writeLines, type Prime } from '../writer/writeLines.ts';
import { plainText, writerText } from '../writer/writerText.ts';

/** Characters of a picture: of more, none would be seen. */
const MOST_CHARACTERS = 24;
/** Cells of a density along its longer side. */
const CELLS = 320;

/**
 * The beginning of a text as the network writes it in one go, as a picture: what it looks at while it writes, or where
 * it expects the pen to go next.
 */
export async function pictureOfWord(
  kind: 'attention' | 'density',
  { network, architecture }: Pick<LoadedWriter, 'network' | 'architecture'>,
  text: string,
  { seed, style, ...sampling }: PenSampling & { readonly seed: number; readonly style?: Prime | undefined },
): Promise<string> {
  const plain = plainText(text, new Set(architecture.characters)).text.replaceAll(/\s+/gu, ' ').trim();
  const beginning = Array.from(plain).slice(0, MOST_CHARACTERS).join('').trim();
  const [path] = await writeLines(
    network,
    writerText(architecture.characters),
    [{ text: beginning, prime: style }],
    { ...sampling, rng: Rng.fromSeed(seed).fold('picture'), mixtures: true },
  );
  if (!path) throw new Error('pictureOfWord: nothing was written.');
  const strokes = strokesOfPath(path);
  if (kind === 'attention') {
    return attentionPicture({
      characters: Array.from(beginning),
      weights: path.attention.map((weights) => weights.subarray(0, beginning.length)),
      strokes,
    });
  }
  const { left, right, top, bottom } = boundsOf(strokes);
  const box = { left: left - 1, top: top - 1, width: right - left + 2, height: bottom - top + 2 };
  const cell = Math.max(box.width, box.height) / CELLS;
  let [x, y] = [0, 0];
  const mixtures = path.mixtures.map((mixture, index) => {
    const placed = {
      ...mixture,
      meanX: mixture.meanX.map((mean) => x + STEP * mean),
      meanY: mixture.meanY.map((mean) => y + STEP * mean),
      deviationX: mixture.deviationX.map((deviation) => STEP * deviation),
      deviationY: mixture.deviationY.map((deviation) => STEP * deviation),
    };
    x += path.offsets[3 * index] ?? 0;
    y += path.offsets[3 * index + 1] ?? 0;
    return placed;
  });
  const density = mixtureDensity(mixtures, box, {
    columns: Math.ceil(box.width / cell),
    rows: Math.ceil(box.height / cell),
  });
  return densityPicture({ density, strokes });
}
