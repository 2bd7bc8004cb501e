import type { InkReading } from '../reader/read.ts';

/** A reading as lines for a person: the text, and where more were asked for, all with how sure they are. */
export function describeReading({ text, lines }: InkReading, nBest: number): string {
  if (nBest === 1) return text;
  return lines
    .flatMap((readings) =>
      readings.map(({ text, confidence }) => `${(100 * confidence).toFixed(1).padStart(5)} %  ${text}`),
    )
    .join('\n');
}
