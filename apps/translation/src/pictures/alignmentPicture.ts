import {
  FONT_SIZE,
  GRID,
  layOutTitle,
  PADDING,
  printable,
  renderSvg,
  shorten,
  textWidth,
  titleMark,
  type TitleBlock,
  HEAT,
} from '@reprise/app/pictures';
import { checkWeights } from './wordAlignment.ts';
import type { Alignment } from './wordAlignment.ts';

export interface AlignmentPictureOptions extends Alignment {
  readonly title?: string;
}

/** Pixels along a side of a cell: as many as make a picture of the usual size, within these bounds. */
const SIDE = { smallest: 20, largest: 36, ofAll: 640 };
/** A word longer than this is cut, with an ellipsis; its cells still name it whole when pointed at. */
const LONGEST_WORD = 24;
const LABEL_GAP = 7;
/** Room for a title, where there is one. */
const NARROWEST_TITLE = 360;
/** Half of a right angle: long words fit, and are read without turning one's head. */
const SLOPE = Math.SQRT1_2;

/**
 * A heatmap of what the decoder looked at, after Bahdanau et al. 2015, figure 3: source words along the
 * top, target words down the side, a cell the darker the more weight it has (white 0, darkest 1).
 *
 * @returns an SVG file
 * @throws RangeError unless there are words on both sides and weights to match, from 0 to 1.
 */
export async function alignmentPicture(options: AlignmentPictureOptions): Promise<string> {
  const { source, target, weights } = options;
  checkWeights('alignmentPicture', source, target, weights);
  if (source.length === 0 || target.length === 0) {
    throw new RangeError(
      `alignmentPicture: expected words on both sides, got ${source.length} source and ${target.length} target words`,
    );
  }
  const columns = source.map(labelOf);
  const rows = target.map(labelOf);
  const { titleBlock, ...frame } = layOut(columns, rows, options.title);
  const cells = target.flatMap((targetWord, row) =>
    source.map((sourceWord, column) => {
      const weight = Math.min(weights[row]?.[column] ?? 0, 1);
      return {
        row,
        column,
        weight,
        tip: printable(`${targetWord} ← ${sourceWord}: ${Math.round(weight * 100)} %`),
      };
    }),
  );
  const name = options.title ?? `Alignment of “${target.join(' ')}” with “${source.join(' ')}”`;
  return renderSvg(name, (plot) => ({
    ...frame,
    x: { type: 'band', domain: [...columns.keys()], padding: 0, label: null },
    y: { type: 'band', domain: [...rows.keys()], padding: 0, label: null },
    color: { type: 'linear', domain: [0, 0.5, 1], range: [...HEAT] },
    marks: [
      titleMark(plot, titleBlock, frame.marginLeft, frame.marginTop),
      plot.axisX([...columns.keys()], {
        anchor: 'top',
        tickFormat: (column: number) => columns[column] ?? '',
        tickRotate: -45,
        tickSize: 0,
        tickPadding: LABEL_GAP,
        fontSize: FONT_SIZE,
      }),
      plot.axisY([...rows.keys()], {
        tickFormat: (row: number) => rows[row] ?? '',
        tickSize: 0,
        tickPadding: LABEL_GAP,
        fontSize: FONT_SIZE,
      }),
      plot.cell(cells, {
        x: 'column',
        y: 'row',
        fill: 'weight',
        stroke: GRID,
        title: 'tip',
      }),
    ],
  }));
}

function labelOf(word: string): string {
  return printable(shorten(word, LONGEST_WORD)) || '␣';
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly marginTop: number;
  readonly marginRight: number;
  readonly marginBottom: number;
  readonly marginLeft: number;
  readonly titleBlock: TitleBlock;
}

/** The size of the picture and its margins, so that no label is cut off and cells are square. */
function layOut(columns: readonly string[], rows: readonly string[], title: string | undefined): Frame {
  const most = Math.max(columns.length, rows.length);
  const side = Math.min(SIDE.largest, Math.max(SIDE.smallest, Math.round(SIDE.ofAll / most)));
  const widths = columns.map((label) => textWidth(label, FONT_SIZE));
  // A label leans to the right from the middle of its column: the last ones reach beyond the cells.
  const reach = Math.max(
    ...widths.map((width, column) => (column + 0.5) * side + (width + LABEL_GAP) * SLOPE),
  );
  const overhang = Math.max(0, reach - columns.length * side);
  const rise = (Math.max(...widths) + FONT_SIZE) * SLOPE + LABEL_GAP;
  const marginLeft =
    PADDING + LABEL_GAP + Math.ceil(Math.max(...rows.map((label) => textWidth(label, FONT_SIZE))));
  const cellsEnd = marginLeft + columns.length * side;
  const natural = cellsEnd + Math.ceil(overhang) + PADDING;
  const titleBlock = layOutTitle(title, Math.max(natural, NARROWEST_TITLE));
  const width = Math.max(natural, titleBlock.width);
  const marginTop = PADDING + titleBlock.height + Math.ceil(rise);
  return {
    width,
    height: marginTop + rows.length * side + PADDING,
    marginTop,
    marginRight: width - cellsEnd,
    marginBottom: PADDING,
    marginLeft,
    titleBlock,
  };
}
