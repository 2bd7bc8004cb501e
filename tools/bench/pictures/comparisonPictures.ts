import type { Row } from '../compare.ts';
import type { Machine } from '../machine.ts';
import { formatMs } from '../report.ts';
import type { Work } from '../work.ts';
import { barChart } from './barChart.ts';
import { OURS, PEER } from './svg.ts';

/** One picture a comparison, and one of all ratios: SVG files by file name. */
export function comparisonPictures(
  rows: readonly Row[],
  works: readonly Work[],
  machine: Machine,
): Map<string, string> {
  const pictures = new Map(
    rows.map((row) => [
      `${row.name}.svg`,
      compareTwo(
        row,
        works.find(({ name }) => name === row.name),
        machine,
      ),
    ]),
  );
  if (rows.length > 1) pictures.set('all.svg', compareAll(rows, machine));
  return pictures;
}

function compareTwo(row: Row, work: Work | undefined, machine: Machine): string {
  const { name, peer, oursMs, peerMs, repetitions } = row;
  return barChart({
    title: work?.title ?? name,
    note: `medians of ${repetitions}, in turns; ${describe(machine)}`,
    bars: [
      { label: 'Reprise', value: oursMs, words: `${formatMs(oursMs)} ms`, color: OURS },
      { label: peer, value: peerMs, words: `${formatMs(peerMs)} ms`, color: PEER },
    ],
  });
}

function compareAll(rows: readonly Row[], machine: Machine): string {
  return barChart({
    title: 'How many times as fast as the peer',
    note: `${describe(machine)}; the line: as fast as the peer`,
    reference: 1,
    bars: rows.map(({ name, peer, ratio }) => ({
      label: name.includes(slug(peer)) ? name : `${name}, ${peer}`,
      value: ratio,
      words: ratio.toFixed(2),
      color: ratio >= 1 ? OURS : PEER,
    })),
  });
}

function slug(peer: string): string {
  return peer.toLowerCase().replace(/\W+/g, '-');
}

function describe({ cpu, threads }: Machine): string {
  return `${cpu}, ${threads} threads`;
}
