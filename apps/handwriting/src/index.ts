export {
  load,
  shippedModel,
  type LoadedDrawer,
  type LoadedImageReader,
  type LoadedModel,
  type LoadedOf,
  type LoadedReader,
  type LoadedWriter,
} from './modelFolder.ts';
export { train, type TrainOptions, type TrainResult } from './train.ts';
export { evaluate, describeEvaluation, type EvaluateOptions, type Evaluation } from './evaluate.ts';
export { makeSettings, checkSettings, PRESETS } from './config.ts';
export type { Settings } from './settings.ts';
export { pointsIn, type Ink, type Stroke } from './ink.ts';
export { readInks, type InkReading, type ReadOptions } from './reader/read.ts';
export { readStream, type InkStream, type WritingLine } from './reader/readStream.ts';
export type { Reading } from './reader/decodeLabels.ts';
export { readImages } from './imageReader/readImages.ts';
export { readLineImage } from './image/readLineImage.ts';
export type { LineImage } from './image/lineImage.ts';
export { write, type WriteTextOptions, type WrittenText } from './writer/write.ts';
export { writeLines, type Prime, type WriteOptions, type WrittenPath } from './writer/writeLines.ts';
export { adapt, applyHand, type Adapted, type AdaptOptions } from './writer/adapt.ts';
export { readHand, writeHand, type Hand } from './writer/handFile.ts';
export { drawInks, type Drawer, type DrawInksOptions } from './draw/draw.ts';
export { finishDrawing } from './draw/finishDrawing.ts';
export { fitToDrawer } from './draw/fitToDrawer.ts';
export { interpolate, type InterpolateOptions } from './draw/interpolate.ts';
export { composeInk, type Piece, type Written } from './compose/composeInk.ts';
export { normalise } from './strokes/normalise.ts';
export { resample } from './strokes/resample.ts';
export { resampleByCurvature } from './strokes/resampleByCurvature.ts';
export { upright, slantOf } from './strokes/slant.ts';
export { orderDelayed } from './strokes/delayedStrokes.ts';
export { fitBeziers, type FitOptions } from './strokes/fitBeziers.ts';
export { strokesOfBeziers, type BezierCurve } from './strokes/bezier.ts';
export { bezierFeatures } from './strokes/bezierFeatures.ts';
export { fontWords, writeInFont } from './compose/fontWords.ts';
export { readHersheyFonts } from './files/hershey.ts';
export { streamIamFolder } from './data/iamFolder.ts';
export { augment } from './strokes/augment.ts';
export { smooth } from './strokes/smooth.ts';
export { zonesOf, type Zones } from './strokes/zones.ts';
export { readInkFile, streamInkFile, writeInkFile } from './files/inkFile.ts';
export { streamQuickDraw, streamUnipenLines } from './files/lineFiles.ts';
export { readUnipen } from './files/readUnipen.ts';
export { readInkml, writeInkml } from './files/inkml.ts';
export { readIamStrokes, writeIamStrokes } from './files/iamXml.ts';
export { inkFromRows, toStroke3, toStroke5 } from './files/stroke3.ts';
export { readSvg } from './files/readSvg.ts';
export { writeSvg } from './files/writeSvg.ts';
export { animateSvg } from './render/animateSvg.ts';
export { attentionPicture } from './render/attentionPicture.ts';
export { densityPicture } from './render/densityPicture.ts';
export type { ModelPlace } from '@reprise/app';
