import {
  FAINT_INK,
  FONT_SIZE,
  GRID,
  INK,
  layOutTitle,
  PADDING,
  printable,
  renderSvg,
  textWidth,
  titleMark,
} from '@reprise/app/pictures';
import { momentAt } from '../data/calendar.ts';
import { makeFan, type Fan, type FanOptions } from './fan.ts';
import { fanMarks, tipMarks } from './fanMarks.ts';
import { fitText, fitTitle } from './fitText.ts';
import { stepTicks, timeTicks, type AxisTick } from './timeTicks.ts';
import { valueAxis, type ValueAxis } from './valueAxis.ts';

export interface PanelOptions extends FanOptions {
  /** default: none */
  readonly heading?: string;
  /** what the values are, as `passengers` */
  readonly valueLabel?: string;
}

/** The rectangle between the axes, in pixels. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** An SVG file, and its size in pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A panel whose parts have their places, but that is not drawn yet. */
export interface PanelLayout {
  readonly options: PanelOptions;
  readonly fan: Fan;
  readonly size: PanelSize;
  readonly values: ValueAxis;
  readonly ticks: readonly AxisTick[];
  /** what the labels need on the left */
  readonly marginLeft: number;
}

const AXES = { gap: 8, tick: 4, line: 17, label: 22, top: 10 };
/** Between the frame and what it holds, so that no line is cut at the edge. */
const INSET = 8;
/** Pixels from one label of the values to the next, at least. */
const SPACING = 36;

/** Gives the parts of a panel their places. @throws RangeError as `makeFan` does. */
export function layOutPanel(options: PanelOptions, size: PanelSize): PanelLayout {
  const fan = makeFan(options);
  const values = valueAxis(valuesOf(fan), Math.max(2, Math.floor(size.height / SPACING)));
  const ticks = ticksOf(options, fan, size.width - 2 * INSET);
  const valueWidth = Math.max(...values.ticks.map((tick) => textWidth(values.format(tick), FONT_SIZE)));
  // The first label below may reach further to the left than those of the values.
  const overhang = Math.max(0, ...ticks.slice(0, 1).flatMap(linesOf).map(halfWidth));
  return {
    options,
    fan,
    size,
    values,
    ticks,
    marginLeft: PADDING + Math.ceil(Math.max(valueWidth + AXES.gap, overhang - INSET)),
  };
}

/**
 * Draws a panel: history, what came and forecast over the calendar or, without times, over steps ahead.
 *
 * @param marginLeft at least the layout's; that of the panels it stands with
 */
export async function drawPanel(layout: PanelLayout, marginLeft: number): Promise<Picture> {
  const { options, fan, size, values, ticks } = layout;
  const { series, heading = '' } = options;
  const width = marginLeft + size.width + PADDING;
  const title = layOutTitle(fitTitle(heading, width), width);
  const valueLabel = fitText(labelOf(options, values), width - 2 * PADDING, FONT_SIZE);
  const marginTop = AXES.top + title.height + (valueLabel === '' ? 0 : AXES.label);
  const bottomLines = series.start === undefined || ticks.some(({ context }) => context !== '') ? 2 : 1;
  const marginBottom = AXES.gap + bottomLines * AXES.line + PADDING / 2;
  const tickAt = new Map(ticks.map((tick) => [tick.step, tick]));
  const height = marginTop + size.height + marginBottom;
  const svg = await renderSvg(heading === '' ? series.id : heading, (plot) => ({
    width,
    height,
    marginTop,
    marginRight: PADDING,
    marginBottom,
    marginLeft,
    x: { type: 'linear', domain: [fan.from, fan.to], inset: INSET, label: null },
    y: { type: 'linear', domain: [...values.domain], label: null },
    marks: [
      titleMark(plot, title, marginLeft, marginTop),
      plot.gridY(values.ticks, { stroke: GRID, strokeOpacity: 1 }),
      ...(values.domain[0] <= 0 && values.domain[1] >= 0 ? [plot.ruleY([0], { stroke: FAINT_INK })] : []),
      plot.axisY(values.ticks, {
        ...tickStyle,
        tickSize: 0,
        tickPadding: AXES.gap,
        tickFormat: values.format,
      }),
      plot.axisX([...tickAt.keys()], {
        ...tickStyle,
        stroke: FAINT_INK,
        tickSize: AXES.tick,
        tickPadding: AXES.gap - AXES.tick,
        tickFormat: (step: number) => linesOf(tickAt.get(step)).join('\n'),
      }),
      plot.text([valueLabel], {
        ...labelStyle,
        frameAnchor: 'top-left',
        lineAnchor: 'bottom',
        dx: PADDING - marginLeft,
        dy: -1.5 * AXES.gap,
      }),
      plot.text(series.start === undefined ? ['steps ahead'] : [], {
        ...labelStyle,
        frameAnchor: 'bottom',
        lineAnchor: 'top',
        dy: AXES.gap + AXES.line + 4,
      }),
      ...fanMarks(plot, fan),
      ...tipMarks(plot, options, size.width / (fan.to - fan.from)),
    ],
  }));
  return { svg, width, height };
}

const tickStyle = { fontSize: FONT_SIZE, lineHeight: AXES.line / FONT_SIZE, fill: FAINT_INK };
const labelStyle = { fontSize: FONT_SIZE, fill: INK };

/** What a reader has to know of the values: what they are, and in what they are counted. */
function labelOf({ valueLabel = '' }: PanelOptions, { unit }: ValueAxis): string {
  const name = printable(valueLabel);
  if (unit === '') return name;
  return name === '' ? `in ${unit}` : `${name}, in ${unit}`;
}

function ticksOf({ series, calendar }: PanelOptions, { from, to }: Fan, width: number): readonly AxisTick[] {
  const { start, values } = series;
  const axis = { from, to, pixels: width / (to - from), fontSize: FONT_SIZE };
  if (start === undefined) return stepTicks(axis);
  return timeTicks(calendar, momentAt(calendar.frequency, start, values.length - 1), axis);
}

function linesOf(tick: AxisTick | undefined): string[] {
  if (tick === undefined) return [];
  return tick.context === '' ? [tick.label] : [tick.label, tick.context];
}

function halfWidth(text: string): number {
  return textWidth(text, FONT_SIZE) / 2;
}

/** All numbers that are drawn, none missing. */
function valuesOf({ known, median, bands, others }: Fan): number[] {
  const lines = [known, median, ...others.map(({ points }) => points)];
  return [
    ...lines.flatMap((points) => points.map(({ value }) => value)),
    ...bands.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])),
  ].filter((value) => !Number.isNaN(value));
}
