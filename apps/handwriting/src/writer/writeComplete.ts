import { writeLines, type Asked, type WriteOptions, type WrittenPath } from './writeLines.ts';
import type { WriterModel } from './writerModel.ts';
import type { WriterText } from './writerText.ts';

/** Texts that are written side by side. */
const ROWS = 64;
/** How often a text is begun anew that does not come to its end. */
const TRIES = 4;

/**
 * Writes texts, and those anew in which the pen stops before it has come to the last character, or does not stop.
 * Arguments and errors are those of `writeLines`.
 */
export async function writeComplete(
  model: WriterModel,
  text: WriterText,
  asked: readonly Asked[],
  { rng, ...options }: WriteOptions,
): Promise<WrittenPath[]> {
  const written: WrittenPath[] = [];
  let waiting = asked.map((_, index) => index);
  for (let attempt = 0; attempt < TRIES && waiting.length > 0; attempt++) {
    for (let begin = 0; begin < waiting.length; begin += ROWS) {
      const part = waiting.slice(begin, begin + ROWS);
      const rows = part.map((index) => asked[index] as Asked);
      const key = rng.fold(attempt, begin);
      const paths = await writeLines(model, text, rows, { ...options, rng: key });
      part.forEach((index, row) => (written[index] = paths[row] as WrittenPath));
    }
    waiting = waiting.filter((index) => written[index]?.ended !== true);
  }
  return written;
}
