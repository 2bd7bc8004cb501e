export { printable, shorten, textWidth, wrapText } from './pictures/label.ts';
export {
  FAINT_INK,
  FONT_SIZE,
  GRID,
  INK,
  layOutTitle,
  PADDING,
  renderSvg,
  titleMark,
  type PlotModule,
  type TitleBlock,
} from './pictures/svg.ts';
export { lineChart, type LineChartOptions, type Series } from './pictures/lineChart.ts';
export { HEAT, heatColour } from './pictures/heat.ts';
export { roundSteps, type RoundSteps } from './pictures/roundSteps.ts';
export { pictureFormat, svgToPng, writePicture, type PngOptions } from './pictures/writePicture.ts';
