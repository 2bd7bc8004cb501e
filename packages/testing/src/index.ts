export { attentionContract, type AttentionContract } from './attentionContract.ts';
export { cellContract } from './cellContract.ts';
export { bothWays, cellGoldenTest, oneWay, type GoldenSubject } from './cellGolden.ts';
export { hideScan, type CellContract } from './cellSample.ts';
export { closeTo, LONG_TOLERANCE, TOLERANCE, toTensor, type Nested } from './closeTo.ts';
export { differentiate, drawWeights, shakeParams, type Differentiated } from './differentiate.ts';
export { assignParams, loadGolden } from './golden.ts';
export { gradientCheck } from './gradientCheck.ts';
export { layerGoldenTest } from './layerGolden.ts';
export { readFolder, readTrainingLog } from './modelFiles.ts';
export { startProgram, watchProgram, type Finished, type Running, type Watched } from './programs.ts';
export { READING_FEATURES, READING_LETTERS, readingTask, type ReadingExample } from './readingTask.ts';
export { runReadmeExample } from './readmeExample.ts';
export { trainSteps } from './trainSteps.ts';
export { leakCheck, tensorTest } from './leakCheck.ts';
export { complaint, refusal } from './refusal.ts';
export { slow } from './slow.ts';
export {
  copyTask,
  reverseTask,
  sortTask,
  toyVocabSize,
  type ToyExample,
  type ToyOptions,
} from './toyTasks.ts';
export { without } from './without.ts';
