import {
  element,
  FAINT_INK,
  FONT_SIZE,
  GRID,
  OURS,
  PADDING,
  PEER,
  picture,
  text,
  TITLE_SIZE,
} from './svg.ts';

export interface Curve {
  readonly name: 'Reprise' | 'PyTorch';
  /** both above zero; points that are not are left out, since a logarithm has no place for them */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  readonly xLabel: string;
  readonly curves: readonly Curve[];
}

export interface ScalingChartOptions {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly { readonly yLabel: string; readonly panels: readonly Panel[] }[];
}

const PANEL = { width: 230, height: 190, left: 62, top: 40, bottom: 46 };
const STYLES = { Reprise: { color: OURS, dash: '' }, PyTorch: { color: PEER, dash: '6 4' } } as const;

/** A grid of charts with logarithmic axes, on which growth by a power of the size is a straight line. */
export function scalingChart({ title, note, rows }: ScalingChartOptions): string {
  const columns = Math.max(...rows.map(({ panels }) => panels.length));
  const cellWidth = PANEL.left + PANEL.width;
  const cellHeight = PANEL.top + PANEL.height + PANEL.bottom;
  const top = PADDING + TITLE_SIZE + 10;
  const parts = rows.flatMap(({ yLabel, panels }, row) =>
    panels.map((panel, column) =>
      element(
        'g',
        {
          transform: `translate(${PADDING + column * cellWidth + PANEL.left},${top + row * cellHeight + PANEL.top})`,
        },
        drawPanel(panel, yLabel),
      ),
    ),
  );
  const bottom = top + rows.length * cellHeight;
  return picture(title, 2 * PADDING + columns * cellWidth + 10, bottom + 2 * PADDING + FONT_SIZE, [
    ...parts,
    legend(bottom),
    text(PADDING + 190, bottom + FONT_SIZE, note, { fill: FAINT_INK, 'font-size': 11 }),
  ]);
}

interface LogScale {
  readonly ticks: readonly number[];
  readonly place: (value: number) => number;
}

/** From the lowest to the highest value, rounded outward to powers of the base; ticks there. */
function logScale(values: readonly number[], base: number, length: number): LogScale {
  const low = Math.floor(Math.log(Math.min(...values)) / Math.log(base) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log(Math.max(...values)) / Math.log(base) - 1e-9));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => base ** (low + index));
  return { ticks, place: (value) => ((Math.log(value) / Math.log(base) - low) / (high - low)) * length };
}

function drawPanel({ xLabel, curves }: Panel, yLabel: string): string {
  const { width, height } = PANEL;
  const drawn = curves.map(({ name, points }) => ({
    name,
    points: points.filter(([x, y]) => x > 0 && y > 0),
  }));
  const all = drawn.flatMap(({ points }) => points);
  const labels = [
    text(width / 2, height + 36, xLabel, { 'text-anchor': 'middle' }),
    text(-PANEL.left + 14, -12, yLabel),
  ];
  if (all.length === 0) return labels.join('');
  const xScale = logScale(
    all.map(([x]) => x),
    4,
    width,
  );
  const yScale = logScale(
    all.map(([, y]) => y),
    10,
    height,
  );
  const grid = [
    ...xScale.ticks.flatMap((tick) => {
      const x = xScale.place(tick);
      return [gridLine(x, x, 0, height), tickText(x, height + 16, tick, 'middle')];
    }),
    ...yScale.ticks.flatMap((tick) => {
      const y = height - yScale.place(tick);
      return [gridLine(0, width, y, y), tickText(-6, y + 4, tick, 'end')];
    }),
  ];
  const lines = drawn.map(({ name, points }) => {
    const { color, dash } = STYLES[name];
    const places = points.map(([x, y]) => [xScale.place(x), height - yScale.place(y)] as const);
    const path = places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    const dots = places.map(([cx, cy]) => element('circle', { cx, cy, r: 3, fill: color }));
    const line = { points: path, fill: 'none', stroke: color, 'stroke-width': 2 };
    return element('polyline', dash === '' ? line : { ...line, 'stroke-dasharray': dash }) + dots.join('');
  });
  return [...grid, ...lines, ...labels].join('');
}

function gridLine(x1: number, x2: number, y1: number, y2: number): string {
  return element('line', { x1, x2, y1, y2, stroke: GRID });
}

function tickText(x: number, y: number, value: number, anchor: 'middle' | 'end'): string {
  const words = value >= 1 ? value.toLocaleString('en-US') : String(Number(value.toPrecision(1)));
  return text(x, y, words, { 'text-anchor': anchor, fill: FAINT_INK, 'font-size': 11 });
}

function legend(y: number): string {
  return Object.entries(STYLES)
    .map(([name, { color }], index) => {
      const x = PADDING + index * 90;
      return (
        element('rect', { x, y: y + 4, width: 14, height: 10, fill: color }) +
        text(x + 20, y + FONT_SIZE, name)
      );
    })
    .join('');
}
