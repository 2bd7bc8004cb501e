import { FAINT_INK, FONT_SIZE, layOutTitle, PADDING, renderSvg, titleMark } from '@reprise/app/pictures';
import { layOutLegend, legendMarks } from './fanLegend.ts';
import { drawPanel, layOutPanel, type PanelLayout, type PanelOptions, type PanelSize } from './fanPanel.ts';
import { fitWords } from './fitText.ts';

export interface FanChartOptions extends Omit<PanelOptions, 'heading'> {
  /** default: the id of the series */
  readonly title?: string;
  /** of the method that the forecast is of; default: forecast */
  readonly name?: string;
}

export interface FanChartsOptions {
  /** default: none */
  readonly title?: string;
  /** of the method that the forecasts are of; default: forecast */
  readonly name?: string;
  /** at most so many are drawn; default 12 */
  readonly limit?: number;
}

/** By the number of columns: text of this size has to stay readable on a printed page. */
const SIZES: Record<1 | 2 | 3, PanelSize> = {
  1: { width: 640, height: 280 },
  2: { width: 330, height: 160 },
  3: { width: 240, height: 140 },
};
const MOST_PANELS = 12;
const MOST_IN_TWO = 4;
const GAP = 8;

/**
 * A series and its forecast: the last part of the history, the median, nested intervals (95 %, 80 % and 50 %, of those
 * that the forecast has) and, where given, what came and the medians of other methods. The fan opens at the last value
 * of the series; a rule stands there.
 *
 * @returns an SVG file
 * @throws RangeError when the forecast does not begin right behind the series, or other parts do not fit
 */
export async function fanChart(options: FanChartOptions): Promise<string> {
  const { title = options.series.id, name = 'forecast', ...panel } = options;
  return compose([layOutPanel(panel, SIZES[1])], { title, name, columns: 1, note: '' });
}

/**
 * Charts of several series side by side, each with an axis of its own, under one title and legend.
 *
 * @param panels the `others` of each have the same names
 * @returns an SVG file, which says how many series it leaves out
 * @throws RangeError without a series, and as `fanChart` does
 */
export async function fanCharts(
  panels: readonly PanelOptions[],
  options: FanChartsOptions = {},
): Promise<string> {
  const { title, name = 'forecast', limit = MOST_PANELS } = options;
  if (panels.length === 0 || limit < 1)
    throw new RangeError('fanCharts: expected a series or more, got none');
  const shown = panels.slice(0, limit);
  const columns = shown.length > MOST_IN_TWO ? 3 : shown.length > 1 ? 2 : 1;
  const drawn = shown.map((panel) => layOutPanel({ heading: panel.series.id, ...panel }, SIZES[columns]));
  const left = panels.length - shown.length;
  return compose(drawn, {
    title,
    name,
    columns,
    note: left === 0 ? '' : `${left} more series are not drawn`,
  });
}

interface Composition {
  readonly title: string | undefined;
  readonly name: string;
  readonly columns: keyof typeof SIZES;
  /** below the panels */
  readonly note: string;
}

/** Title, legend, panels in rows, and a note. */
async function compose(
  layouts: readonly PanelLayout[],
  { title, name, columns, note }: Composition,
): Promise<string> {
  const marginLeft = Math.max(...layouts.map((layout) => layout.marginLeft));
  const panels = await Promise.all(layouts.map((layout) => drawPanel(layout, marginLeft)));
  const panelWidth = panels[0]?.width ?? 0;
  const width = columns * panelWidth + (columns - 1) * GAP;
  const heading = layOutTitle(fitWords(title ?? '', width), width);
  const legend = layOutLegend(
    layouts.map(({ fan }) => fan),
    name,
    width,
  );
  const top = PADDING + heading.height;
  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    panels.slice(row * columns, (row + 1) * columns),
  );
  let bottom = top + legend.height;
  let inside = '';
  for (const row of rows) {
    inside += row.map(({ svg }, column) => place(svg, column * (panelWidth + GAP), bottom)).join('');
    bottom += Math.max(...row.map(({ height }) => height));
  }
  const height = bottom + PADDING / 2 + (note === '' ? 0 : FONT_SIZE + PADDING / 2);
  const frame = await renderSvg(title ?? 'Forecasts', (plot) => ({
    width,
    height,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      titleMark(plot, heading, 0, 0),
      ...legendMarks(plot, legend, top),
      plot.text([note], {
        frameAnchor: 'bottom-left',
        dx: PADDING,
        dy: -PADDING,
        fontSize: FONT_SIZE,
        fill: FAINT_INK,
      }),
    ],
  }));
  return frame.replace(/<\/svg>\s*$/, () => `${inside}</svg>\n`);
}

/** An SVG file as a part of another one. */
function place(svg: string, x: number, y: number): string {
  return svg.trim().replace('<svg', `<svg x="${x}" y="${y}"`);
}
