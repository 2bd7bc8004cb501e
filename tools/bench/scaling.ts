import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './compare.ts';
import type { Report } from './install/installOnce.ts';
import { installPyTorch } from './install/pytorch.ts';
import type { Machine } from './machine.ts';
import type { MemoryUse } from './memory.ts';
import { scalingChart, type Curve } from './pictures/scalingChart.ts';
import { alignColumns, formatMs } from './report.ts';
import type { Side } from './side.ts';
import { startOurs, startPyTorch } from './sides.ts';
import { layerWork } from './works.ts';

const AXES = {
  time: [16, 64, 256, 1024, 4096],
  batchSize: [1, 4, 16, 64, 256],
  size: [32, 64, 128, 256, 512, 1024],
} as const;
type Axis = keyof typeof AXES;

/** What stays as it is while another axis grows. */
const BASE: Readonly<Record<Axis, number>> = { time: 64, batchSize: 16, size: 128 };
const AXIS_NAMES: Readonly<Record<Axis, string>> = {
  time: 'time steps',
  batchSize: 'batch size',
  size: 'units',
};
const REPETITIONS = 15;
const WARM_UP_SECONDS = 0.3;

/** The training of one LSTM layer (forward and backward) of one shape. */
export interface ScalingPoint {
  /** which of the three sizes grows */
  readonly axis: Axis;
  readonly time: number;
  readonly batchSize: number;
  readonly size: number;
  readonly oursMs: number;
  readonly peerMs: number;
  /** what training holds beyond the layer, its input and the program, at its most */
  readonly oursBytes: number;
  readonly peerBytes: number;
}

/** Measures how time and memory of an LSTM layer grow, ours and PyTorch's. */
export async function measureScaling(
  report: Report,
): Promise<{ points: ScalingPoint[]; versions: Record<string, string> }> {
  const python = await installPyTorch(report);
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  const versions: Record<string, string> = {};
  const points: ScalingPoint[] = [];
  try {
    for (const axis of Object.keys(AXES) as Axis[]) {
      for (const length of AXES[axis]) {
        const shape = { ...BASE, [axis]: length };
        report(`${AXIS_NAMES[axis]} ${length}`);
        // New processes, since the memory that one point took is not given back before the next.
        const [ours, peer] = [startOurs(), startPyTorch(python)];
        try {
          for (const side of [ours, peer]) Object.assign(versions, await side.request({ do: 'versions' }));
          const measured = await measurePoint(shape, ours, peer, join(folder, 'inputs.safetensors'));
          points.push({ axis, ...shape, ...measured });
        } finally {
          await Promise.all([ours.close(), peer.close()]);
        }
      }
    }
    return { points, versions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePoint(
  shape: Readonly<Record<Axis, number>>,
  ours: Side,
  peer: Side,
  inputs: string,
): Promise<Pick<ScalingPoint, 'oursMs' | 'peerMs' | 'oursBytes' | 'peerBytes'>> {
  const work = layerWork({ cell: 'lstm', ...shape, reset: 'after' });
  const oursBytes = await memoryOf(ours, work, inputs);
  const peerBytes = await memoryOf(peer, work, inputs);
  const options = { repetitions: REPETITIONS, warmUpSeconds: WARM_UP_SECONDS, inputs };
  const { oursMs, peerMs } = await compare(work, ours, peer, options);
  return { oursMs, peerMs, oursBytes, peerBytes };
}

/** How far the first trainings of a shape push the process' memory. */
async function memoryOf(side: Side, work: ReturnType<typeof layerWork>, inputs: string): Promise<number> {
  const { task, settings } = work;
  // Libraries take what they need at the first use, whatever the shape: a tiny layer comes before.
  const tiny = layerWork({ cell: 'lstm', time: 4, batchSize: 2, size: 8, reset: 'after' });
  const tinyInputs = `${inputs}.tiny`;
  // Given, so that none is tried out before memory is looked at.
  const variant = 'time first';
  await side.request({ do: 'prepare', task, settings: tiny.settings, inputs: tinyInputs, variant });
  await side.request({ do: 'warm', seconds: 0 });
  await side.request({ do: 'prepare', task, settings, inputs, variant });
  const before = await side.request<MemoryUse>({ do: 'memory' });
  await side.request({ do: 'warm', seconds: 0 });
  const after = await side.request<MemoryUse>({ do: 'memory' });
  return Math.max(0, after.peakBytes - before.residentBytes);
}

/** The points as a table. */
export function formatScaling(points: readonly ScalingPoint[]): string {
  const head = ['grows', 'T × B × H', 'ours ms', 'PyTorch ms', 'ratio', 'ours MB', 'PyTorch MB'];
  const lines = points.map(({ axis, time, batchSize, size, oursMs, peerMs, oursBytes, peerBytes }) => [
    AXIS_NAMES[axis],
    `${time} × ${batchSize} × ${size}`,
    formatMs(oursMs),
    formatMs(peerMs),
    (peerMs / oursMs).toFixed(2),
    (oursBytes / 1e6).toFixed(1),
    (peerBytes / 1e6).toFixed(1),
  ]);
  return alignColumns([head, ...lines]);
}

/** Six small charts, one for each axis and measure, as one SVG file. */
export function scalingPictures(
  points: readonly ScalingPoint[],
  { cpu, threads }: Machine,
): Map<string, string> {
  const panels = (Object.keys(AXES) as Axis[]).map((axis) => {
    const own = points.filter((point) => point.axis === axis);
    const curve = (name: Curve['name'], valueOf: (point: ScalingPoint) => number): Curve => ({
      name,
      points: own.map((point) => [point[axis], valueOf(point)] as const),
    });
    return {
      xLabel: AXIS_NAMES[axis],
      time: [curve('Reprise', ({ oursMs }) => oursMs), curve('PyTorch', ({ peerMs }) => peerMs)],
      memory: [
        curve('Reprise', ({ oursBytes }) => oursBytes / 1e6),
        curve('PyTorch', ({ peerBytes }) => peerBytes / 1e6),
      ],
    };
  });
  const svg = scalingChart({
    title: 'Training an LSTM layer: what each size costs',
    note: `${BASE.time} steps, batch ${BASE.batchSize}, ${BASE.size} units where not said otherwise; both axes logarithmic; ${cpu}, ${threads} threads`,
    rows: [
      { yLabel: 'milliseconds', panels: panels.map(({ xLabel, time }) => ({ xLabel, curves: time })) },
      { yLabel: 'megabytes', panels: panels.map(({ xLabel, memory }) => ({ xLabel, curves: memory })) },
    ],
  });
  return new Map([['scaling.svg', svg]]);
}
