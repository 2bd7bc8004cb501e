import { renderSvg } from '@reprise/app/pictures';
import { layOutLegend, legendMarks } from './fanLegend.ts';
import { drawPanel, layOutPanel } from './fanPanel.ts';
import type { ReportFacts } from './reportFacts.ts';

/** The pictures of a report, each an SVG file of its own, so that a page can put them in as many columns as fit. */
export interface ReportFigures {
  readonly legend: string;
  readonly panels: readonly string[];
}

const SIZES = { alone: { width: 660, height: 280 }, beside: { width: 350, height: 160 } };
const LEGEND_WIDTH = 740;

/** Draws the first `limit` forecasts, and the legend that stands for all. @throws RangeError as `fanCharts` does. */
export async function drawFigures(
  { forecasts, data, method }: ReportFacts,
  limit: number,
): Promise<ReportFigures> {
  const drawn = forecasts.slice(0, limit);
  const size = drawn.length > 1 ? SIZES.beside : SIZES.alone;
  const layouts = drawn.map((forecast) =>
    layOutPanel(
      {
        ...forecast,
        calendar: data,
        ...(drawn.length > 1 && { heading: forecast.series.id }),
        ...(data.valueLabel !== undefined && { valueLabel: data.valueLabel }),
      },
      size,
    ),
  );
  const marginLeft = Math.max(...layouts.map((layout) => layout.marginLeft));
  const panels = await Promise.all(layouts.map((layout) => drawPanel(layout, marginLeft)));
  const legend = layOutLegend(
    layouts.map(({ fan }) => fan),
    method.name,
    LEGEND_WIDTH,
  );
  return {
    legend: await renderSvg('Legend', (plot) => ({
      width: LEGEND_WIDTH,
      height: legend.height,
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      marks: legendMarks(plot, legend, 0),
    })),
    panels: panels.map(({ svg }) => svg),
  };
}
