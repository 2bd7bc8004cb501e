import { installPyTorch } from './install/pytorch.ts';
import { installSgemm } from './install/sgemm.ts';
import type { Report } from './install/installOnce.ts';
import type { Side } from './side.ts';
import { startPyTorch, startSgemm } from './sides.ts';
import { median } from './statistics.ts';

const SIZE = 1024;
/** one product: a multiplication and an addition for each of its terms */
const FLOPS = 2 * SIZE ** 3;
const ROUNDS = 5;

/** GFLOP/s of single-precision matrix products of 1024 × 1024: what the machine gives at best. */
export interface ProductRates {
  /** PyTorch's, of MKL */
  readonly torch?: number;
  readonly sgemm?: number;
  readonly matmulPacked?: number;
}

/** Measures the machine's rate again and again, so that it and the works see the same machine. */
export interface ProductMeter {
  /** Measures a few times. */
  measure(): Promise<void>;
  /** What all measurements so far come to. */
  rates(): ProductRates;
  close(): Promise<void>;
}

/** Starts the programs that measure; says so and does without oneDNN where it cannot be had. */
export async function startProductMeter(report: Report): Promise<ProductMeter> {
  const python = await installPyTorch(report);
  const sgemm = await installSgemm(python, report);
  if ('reason' in sgemm) report(`the machine's speed is that of PyTorch's matrix product: ${sgemm.reason}`);
  const torch = startPyTorch(python);
  const oneDnn: Side | undefined = 'program' in sgemm ? startSgemm(sgemm.program, SIZE) : undefined;
  const times: Record<keyof ProductRates, number[]> = { torch: [], sgemm: [], matmulPacked: [] };
  await torch.request({ do: 'prepare', task: 'sgemm', settings: { size: SIZE } });
  const round = async (isWarmUp: boolean): Promise<void> => {
    const { ms } = await torch.request<{ ms: number }>({ do: 'time', loops: 1 });
    const others = await oneDnn?.request<{ sgemm: number; matmulPacked: number }>({ do: 'time' });
    if (isWarmUp) return;
    times.torch.push(ms);
    if (others) {
      times.sgemm.push(others.sgemm);
      times.matmulPacked.push(others.matmulPacked);
    }
  };
  await round(true);
  return {
    async measure() {
      for (let count = 0; count < ROUNDS; count++) await round(false);
    },
    rates() {
      const known = Object.entries(times).filter(([, list]) => list.length > 0);
      return Object.fromEntries(known.map(([name, list]) => [name, FLOPS / median(list) / 1e6]));
    },
    async close() {
      await torch.close();
      await oneDnn?.close();
    },
  };
}

/** The part of the machine's rate that work of `flops` in `ms` reaches; undefined where the rate is not known. */
export function shareOf(rates: ProductRates, flops: number, ms: number): number | undefined {
  const best = Math.max(0, rates.torch ?? 0, rates.sgemm ?? 0, rates.matmulPacked ?? 0);
  return best === 0 ? undefined : flops / ms / 1e6 / best;
}
