import {
  FAINT_INK,
  FONT_SIZE,
  GRID,
  layOutTitle,
  PADDING,
  renderSvg,
  titleMark,
  HEAT,
} from '@reprise/app/pictures';
import type { Stroke } from '../ink.ts';
import type { PageDensity } from './mixtureDensity.ts';
import { fitPage } from './pageFrame.ts';

export interface DensityPictureOptions {
  readonly density: PageDensity;
  /** what the pen went on to write, drawn on top */
  readonly strokes: readonly Stroke[];
  readonly title?: string | undefined;
}

/** Pixels for the page; less where it is not so long. */
const PAGE = { width: 840, height: 420 };
/** Stands out from the blue whether that is light or dark. */
const PEN = { colour: '#d55e00', width: 1.1 };
/** Densities differ by many powers of ten: so many below the highest are shown, in so many steps. */
const DECADES = 3;
const STEPS = 12;
const CAPTION = 22;

/**
 * Where a network expected the pen, after Graves 2013, figures 10 and 14: the density over the page, on a logarithmic
 * scale, the darker the higher, and what was written on top.
 *
 * @returns an SVG file
 * @throws RangeError where the density is nowhere above 0, or its size is not that of its values
 */
export async function densityPicture({ density, strokes, title }: DensityPictureOptions): Promise<string> {
  const { columns, rows, left, top, width, height } = density;
  const parts = partsOf(density);
  const page = fitPage({ left, top, width, height }, PAGE);
  const titleBlock = layOutTitle(title, page.width + 2 * PADDING);
  const pageTop = PADDING + titleBlock.height;
  const pictureWidth = Math.ceil(Math.max(page.width + 2 * PADDING, titleBlock.width));
  const points = strokes.flatMap(({ x, y }, stroke) =>
    Array.from(x, (at, index) => ({ x: PADDING + page.x(at), y: pageTop + page.y(y[index] ?? 0), stroke })),
  );
  const caption = `Density of the pen’s next place; each shade is ${(10 ** (DECADES / STEPS)).toFixed(1)} times the one before`;

  const svg = await renderSvg(title ?? 'Density of the pen’s next place over the page', (plot) => {
    const frame = {
      x1: PADDING,
      y1: pageTop,
      x2: PADDING + page.width,
      y2: pageTop + page.height,
    };
    return {
      width: pictureWidth,
      height: Math.ceil(pageTop + page.height + CAPTION + PADDING),
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      color: { type: 'linear', domain: [0, 0.5, 1], range: [...HEAT] },
      marks: [
        titleMark(plot, titleBlock, 0, 0),
        plot.contour(parts, {
          ...frame,
          width: columns,
          height: rows,
          thresholds: Array.from({ length: STEPS }, (_, step) => (step + 0.5) / STEPS),
          fill: (value: number) => value,
          stroke: 'none',
        }),
        plot.rect([frame], { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', fill: 'none', stroke: GRID }),
        plot.line(points, {
          x: 'x',
          y: 'y',
          z: 'stroke',
          stroke: PEN.colour,
          strokeWidth: PEN.width,
          strokeLinecap: 'round',
          strokeLinejoin: 'round',
        }),
        plot.text([caption], {
          x: PADDING,
          y: pageTop + page.height + CAPTION,
          textAnchor: 'start',
          lineAnchor: 'bottom',
          fontSize: FONT_SIZE - 2,
          fill: FAINT_INK,
        }),
      ],
    };
  });
  // Contours have many points; nobody sees a hundredth of a pixel.
  return svg.replace(/(\.\d\d)\d+/g, '$1');
}

/** Of the way from the lowest density that is shown to the highest, from 0 to 1, cell by cell. */
function partsOf({ values, columns, rows }: PageDensity): Float64Array {
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  if (values.length !== columns * rows || !(highest > 0)) {
    throw new RangeError(
      `densityPicture: expected ${columns} by ${rows} densities, some above 0, got ${values.length}, the highest ${highest}`,
    );
  }
  return values.map((value) => Math.max(0, 1 + Math.log10(Math.max(value / highest, 1e-300)) / DECADES));
}
