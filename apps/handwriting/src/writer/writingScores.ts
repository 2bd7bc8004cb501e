import type { AdaptedHands } from '../metrics/adaptedHands.ts';
import { MEASURES, type HandMeasures } from '../metrics/handMeasures.ts';
import type { Spread } from '../metrics/handSpread.ts';
import type { PrimedSpread } from '../metrics/primedHands.ts';
import type { StepNats } from '../metrics/stepNats.ts';
import type { WordScores } from '../metrics/writtenWords.ts';

/** What is measured of a writer. */
export interface WritingScores {
  /** of all inks that the writer has the characters for, but those with stray strokes */
  readonly nats: StepNats & { readonly inks: number };
  /** what becomes of words that the training has not; undefined where the writer has the characters for none */
  readonly words: AbsentWordScores | undefined;
  /** how hands differ from writer to writer; undefined where fewer than two are known, or the writer has no space */
  readonly writers: WriterSpread | undefined;
  /** what it gains by lines of a hand; undefined where no writer has enough ink */
  readonly adapted: AdaptedHands | undefined;
}

export interface AbsentWordScores {
  readonly count: number;
  readonly seeds: readonly number[];
  /** of real words of the same lengths, read by the same reader; undefined without one */
  readonly reading: { readonly count: number; readonly cer: number } | undefined;
  /** how much real hands differ from word to word */
  readonly hands: Spread;
  readonly written: readonly WordScores[];
}

export interface WriterSpread {
  readonly real: Spread;
  readonly primed: readonly (PrimedSpread & { readonly bias: number })[];
}

/** Scores as lines for a person. */
export function describeWriting({ nats, words, writers, adapted }: WritingScores): string {
  return [
    `${amount(nats.inks)} inks, ${amount(nats.steps)} steps of the pen`,
    row('nats a step', nats.model.toFixed(3)),
    row('one mixture', `${nats.mixture.toFixed(3)}, without recurrence: ${gain(nats)}`),
    ...(words ? [...describeReading(words), ...describeSamples(words)] : []),
    ...(writers ? describeWriters(writers) : []),
    ...(adapted ? describeAdapted(adapted) : []),
  ].join('\n');
}

function gain({ model, mixture }: StepNats): string {
  return `the model is ${Math.abs(mixture - model).toFixed(3)} ${model < mixture ? 'better' : 'worse'}`;
}

function describeReading({ count, seeds, reading, written }: AbsentWordScores): string[] {
  return [
    `${count} words that are not in the training, seeds ${seeds.join(', ')}: character error rate`,
    ...(reading ? [row(`${reading.count} real words`, percent(reading.cer))] : []),
    ...written.map(({ bias, ended, reading: own }) => {
      const stopped = `${percent(ended)} ended by themselves`;
      const read = own
        ? `${percent(own.cer)} (${own.cerOfSeeds.map(percent).join(', ')}), ${times(own.ratio)} that of real ones; `
        : '';
      return row(`bias ${bias}`, read + stopped);
    }),
  ];
}

function describeSamples({ hands, written }: AbsentWordScores): string[] {
  return [
    heading('standard deviation between words'),
    row(`real, ${amount(hands.count)}`, measures(hands.deviation)),
    ...written.flatMap(({ bias, hands: { count, leftOut, deviation, ratio } }) => [
      row(`bias ${bias}, ${amount(count)}`, measures(deviation) + (leftOut ? `  (${leftOut} left out)` : '')),
      row('  to real', measures(ratio)),
    ]),
    heading('mean'),
    row('real', measures(hands.mean)),
    ...written.map(({ bias, hands: { mean } }) => row(`bias ${bias}`, measures(mean))),
  ];
}

function describeWriters({ real, primed }: WriterSpread): string[] {
  return [
    heading('standard deviation between writers'),
    row(`real, ${real.count}`, measures(real.deviation)),
    ...primed.flatMap(({ bias, count, deviation, ratio, correlation }) => [
      row(`bias ${bias}, ${count}`, measures(deviation)),
      row('  to real', measures(ratio)),
      row('  correlation', measures(correlation)),
    ]),
  ];
}

function describeAdapted({ writers, lines, before, after, better }: AdaptedHands): string[] {
  return [
    `adapted to ${lines} lines of each of ${writers} writers: nats a step on other ink of theirs`,
    row('before', before.toFixed(3)),
    row('after', `${after.toFixed(3)}, better for ${better} of ${writers}`),
  ];
}

const NAME_WIDTH = 18;
const NUMBER_WIDTH = 11;

function row(name: string, rest: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}${rest}`;
}

/** Above rows of measures. */
function heading(name: string): string {
  const units: Readonly<Record<keyof HandMeasures, string>> = {
    slant: 'slant °',
    width: 'width',
    curvature: 'curvature',
  };
  const columns = MEASURES.map((measure) => units[measure].padStart(NUMBER_WIDTH)).join('');
  return `${name}:\n  ${' '.repeat(NAME_WIDTH)}${columns}`;
}

function measures(hand: HandMeasures): string {
  return MEASURES.map((measure) => hand[measure].toFixed(2).padStart(NUMBER_WIDTH)).join('');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

function amount(count: number): string {
  return count.toLocaleString('en-US');
}
