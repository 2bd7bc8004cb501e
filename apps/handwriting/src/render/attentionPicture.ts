import {
  FAINT_INK,
  FONT_SIZE,
  GRID,
  INK,
  layOutTitle,
  PADDING,
  printable,
  renderSvg,
  roundSteps,
  textWidth,
  titleMark,
  heatColour,
} from '@reprise/app/pictures';
import { pointsIn, type Stroke } from '../ink.ts';
import { checkWeights, firstLooks, inkRuns, strongest, weightRuns } from './attentionRuns.ts';
import { boxOf, fitPage } from './pageFrame.ts';

export interface AttentionPictureOptions {
  /** what was written, character by character */
  readonly characters: readonly string[];
  /** `[point][character]`: how much the network looked at each character as it placed each point; at least 0 */
  readonly weights: readonly ArrayLike<number>[];
  /** the points, in the order of the weights */
  readonly strokes: readonly Stroke[];
  readonly title?: string | undefined;
}

/** Pixels. */
const MAP = { narrowest: 480, widest: 960, perPoint: 1.5, row: 18 };
const GAP = { label: 8, ticks: 42, axis: 26, guides: 44 };
const TALLEST_INK = 240;
/** Neighbouring letters are drawn in turn in these. */
const PENS = [INK, '#d55e00'] as const;

/**
 * What a writer looked at, after Graves 2013, figure 13: a row for each character, a column for each point of the pen, the
 * darker the more weight. The ink stands below, in another colour with each character looked at, and a line leads from
 * the point where the network turned to a character to where the pen was then.
 *
 * @returns an SVG file
 * @throws RangeError unless there are characters, points, and a weight of at least 0 for each of both
 */
export async function attentionPicture(options: AttentionPictureOptions): Promise<string> {
  const { characters, weights, strokes, title } = options;
  checkWeights(characters, weights, pointsIn({ strokes }));
  const labels = characters.map((character) => printable(character) || '␣');
  const left =
    PADDING + Math.ceil(Math.max(...labels.map((label) => textWidth(label, FONT_SIZE)))) + GAP.label;
  const mapWidth = Math.min(MAP.widest, Math.max(MAP.narrowest, MAP.perPoint * weights.length));
  const width = Math.ceil(left + mapWidth + PADDING + GAP.label);
  const titleBlock = layOutTitle(title, width);
  const top = PADDING + titleBlock.height + GAP.ticks;
  const bottom = top + MAP.row * characters.length;
  const columnAt = (point: number) => left + (point / weights.length) * mapWidth;

  const page = fitPage(boxOf(strokes), { width: mapWidth, height: TALLEST_INK });
  const inkLeft = left + (mapWidth - page.width) / 2;
  const inkTop = bottom + GAP.guides;
  const looks = weights.map(strongest);
  const ink = inkRuns(strokes, looks).map((run) => ({
    ...run,
    x: inkLeft + page.x(run.x),
    y: inkTop + page.y(run.y),
    colour: PENS[run.character % 2] ?? INK,
  }));
  const guides = firstLooks(looks).map(({ point }) => ({
    x1: columnAt(point + 0.5),
    x2: ink.find((at) => at.point === point)?.x ?? left,
  }));
  const cells = weightRuns(weights, characters.length).map(({ character, from, to, part }) => ({
    x1: columnAt(from),
    x2: columnAt(to),
    y1: top + character * MAP.row,
    y2: top + (character + 1) * MAP.row,
    fill: heatColour(part),
    tip: `${labels[character] ?? ''}, points ${from + 1} to ${to}: ${Math.round(100 * part)} % of the most`,
  }));
  const ticks = roundSteps(0, weights.length, 8).ticks.filter((tick) => tick <= weights.length);
  const rowMiddle = (row: number) => top + (row + 0.5) * MAP.row;
  const sides = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' };
  const small = { fontSize: FONT_SIZE - 2, fill: FAINT_INK };

  return renderSvg(title ?? `Attention to “${characters.join('')}” along the pen`, (plot) => ({
    width,
    height: Math.ceil(inkTop + page.height + PADDING),
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    color: { type: 'identity' },
    marks: [
      titleMark(plot, titleBlock, 0, 0),
      plot.rect(cells, { ...sides, fill: 'fill', title: 'tip', shapeRendering: 'crispEdges' }),
      plot.link(labels.slice(1), {
        x1: left,
        x2: left + mapWidth,
        y1: (_: string, row: number) => top + (row + 1) * MAP.row,
        y2: (_: string, row: number) => top + (row + 1) * MAP.row,
        stroke: GRID,
        strokeWidth: 0.5,
      }),
      plot.rect([0], { x1: left, x2: left + mapWidth, y1: top, y2: bottom, fill: 'none', stroke: GRID }),
      plot.text(labels, {
        x: left - GAP.label,
        y: (_: string, row: number) => rowMiddle(row),
        textAnchor: 'end',
        fontSize: FONT_SIZE,
        fill: (_: string, row: number) => PENS[row % 2] ?? INK,
      }),
      plot.text(ticks, {
        ...small,
        x: (tick: number) => columnAt(tick),
        y: top - GAP.label,
        lineAnchor: 'bottom',
        text: (tick: number) => tick.toLocaleString('en-US'),
      }),
      plot.text(['points of the pen'], {
        ...small,
        x: left,
        y: top - GAP.axis,
        textAnchor: 'start',
        lineAnchor: 'bottom',
      }),
      plot.link(guides, {
        x1: 'x1',
        x2: 'x2',
        y1: bottom + 3,
        y2: inkTop - 5,
        stroke: FAINT_INK,
        strokeOpacity: 0.45,
        strokeWidth: 0.75,
      }),
      plot.line(ink, {
        x: 'x',
        y: 'y',
        z: 'run',
        stroke: 'colour',
        strokeWidth: 1.75,
        strokeLinecap: 'round',
        strokeLinejoin: 'round',
      }),
    ],
  }));
}
