import type { Row } from './compare.ts';
import type { Comparisons } from './comparisons.ts';
import type { Machine } from './machine.ts';
import { geometricMean } from './statistics.ts';
import type { Work } from './work.ts';

/** Milliseconds with three digits that count. */
export function formatMs(ms: number): string {
  return ms.toFixed(ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

/** Rows of cells in columns, the first to the left, the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The result for a terminal: one line a comparison, means, failures, machine and versions. */
export function formatTable(
  { rows, failures, productRates, versions }: Comparisons,
  works: readonly Work[],
  machine: Machine,
): string {
  const head = ['work', 'peer', 'ours ms', 'peer ms', 'ratio', 'of sgemm'];
  const lines = rows.map(({ name, peer, oursMs, peerMs, ratio, share }) => [
    name,
    peer,
    formatMs(oursMs),
    formatMs(peerMs),
    ratio.toFixed(2),
    share === undefined ? '' : `${(100 * share).toFixed(0)} %`,
  ]);
  return [
    ...(rows.length > 0 ? [alignColumns([head, ...lines]), ''] : []),
    ...describeMeans(rows, works),
    ...describeNoise(rows),
    ...failures.map(({ name, peer, error }) => `${name} (${peer}) could not be compared: ${error}`),
    ...(productRates ? [describeRates(productRates as Record<string, number>)] : []),
    `machine: ${machine.cpu}, ${machine.cores} cores, ${machine.threads} threads a side, ${machine.memoryGB} GB, ${machine.system}`,
    `versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join('; ')}`,
  ].join('\n');
}

/** The geometric mean of each family of several rows, and of all rows of each peer. */
function describeMeans(rows: readonly Row[], works: readonly Work[]): string[] {
  const families = new Map<string, Row[]>();
  const peers = new Map<string, Row[]>();
  for (const row of rows) {
    const family = works.find(({ name }) => name === row.name)?.family ?? row.name;
    collect(families, `${family} to ${row.peer}`, row);
    collect(peers, `everything to ${row.peer}`, row);
  }
  return [...families, ...peers]
    .filter(([, group]) => group.length > 1)
    .map(([what, group]) => {
      const ratios = group.map(({ ratio }) => ratio);
      return `${what}: geometric mean ${geometricMean(ratios).toFixed(2)}, lowest ${Math.min(...ratios).toFixed(2)}`;
    });
}

/** A median so far above the quickest repetition is not the work's own time. */
const NOISY = 1.5;

/** Which comparisons something else on the machine disturbed, and perhaps one side more than the other. */
function describeNoise(rows: readonly Row[]): string[] {
  const noisy = rows.filter(
    ({ oursMs, oursMinMs, peerMs, peerMinMs }) => oursMs > NOISY * oursMinMs || peerMs > NOISY * peerMinMs,
  );
  if (noisy.length === 0) return [];
  const names = noisy.map(({ name }) => name).join(', ');
  return [`disturbed, to be measured again on a quieter machine (medians far above the quickest): ${names}`];
}

function collect(groups: Map<string, Row[]>, key: string, row: Row): void {
  groups.set(key, [...(groups.get(key) ?? []), row]);
}

function describeRates(rates: Readonly<Record<string, number>>): string {
  const names: Readonly<Record<string, string>> = {
    torch: 'PyTorch',
    sgemm: 'oneDNN sgemm',
    matmulPacked: 'oneDNN packed matmul',
  };
  const list = Object.entries(rates).map(([name, rate]) => `${names[name] ?? name} ${rate.toFixed(0)}`);
  return `matrix product of 1024³, GFLOP/s: ${list.join(', ')}`;
}
