import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, type Row } from './compare.ts';
import type { Report } from './install/installOnce.ts';
import { shareOf, startProductMeter, type ProductMeter, type ProductRates } from './matrixProduct.ts';
import type { Side } from './side.ts';
import { startOurs, startPeer } from './sides.ts';
import { PEERS, type PeerName, type Work } from './work.ts';

/** What a run of the benchmark gives. */
export interface Comparisons {
  readonly rows: readonly Row[];
  /** works that could not be compared */
  readonly failures: readonly { readonly name: string; readonly peer: PeerName; readonly error: string }[];
  readonly versions: Readonly<Record<string, string>>;
  readonly productRates: ProductRates | undefined;
}

const REPETITIONS = { quick: 15, full: 21 } as const;
const WARM_UP_SECONDS = { quick: 0.3, full: 1 } as const;

/** Does the comparisons, one after the other; a work that fails does not keep the others from theirs. */
export async function runComparisons(
  works: readonly Work[],
  { isQuick, report }: { isQuick: boolean; report: Report },
): Promise<Comparisons> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  const pace = isQuick ? 'quick' : 'full';
  const sides: Side[] = [];
  const failures: { name: string; peer: PeerName; error: string }[] = [];
  const rows: Row[] = [];
  const versions: Record<string, string> = {};
  let meter: ProductMeter | undefined;
  const use = async (side: Side): Promise<Side> => {
    sides.push(side);
    Object.assign(versions, await side.request({ do: 'versions' }));
    return side;
  };
  try {
    const wanted = PEERS.filter((peer) => works.some((work) => work.peer === peer));
    const peers = new Map<PeerName, Side>();
    for (const peer of wanted) peers.set(peer, await use(await startPeer(peer, report)));
    const ours = await use(startOurs());
    if (works.some(measuresShare)) meter = await startProductMeter(report);
    for (const [index, work] of works.entries()) {
      const { name, peer } = work;
      report(`${index + 1}/${works.length} ${name} (${peer})`);
      try {
        const row = await compare(work, ours, peers.get(peer) as Side, {
          repetitions: REPETITIONS[pace],
          warmUpSeconds: WARM_UP_SECONDS[pace],
          inputs: join(folder, `${name}.safetensors`),
        });
        rows.push(row);
        if (measuresShare(work)) await meter?.measure();
      } catch (error) {
        failures.push({ name, peer, error: (error as Error).message });
        report(`  ${(error as Error).message}`);
      }
    }
    const productRates = meter?.rates();
    return {
      rows: productRates ? rows.map((row) => withShare(row, works, productRates)) : rows,
      failures,
      versions,
      productRates,
    };
  } finally {
    await Promise.all([...sides, ...(meter ? [meter] : [])].map((side) => side.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The share is a number of ours, so one row for each shape is enough. */
function measuresShare({ flops, peer }: Work): boolean {
  return flops !== undefined && peer === 'PyTorch';
}

function withShare(row: Row, works: readonly Work[], rates: ProductRates): Row {
  const work = works.find(({ name }) => name === row.name);
  if (!work?.flops || !measuresShare(work)) return row;
  const share = shareOf(rates, work.flops, row.oursMs);
  return share === undefined ? row : { ...row, share };
}
