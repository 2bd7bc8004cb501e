// What answers a usage error at once has doors of its own: `/commandLine`, `/settings`, `/textFile`, `/pictures` and
// `/corpus` do not load the engine.
export {
  checkFolder,
  configSchema,
  loadWeights,
  modelReader,
  readNetwork,
  writeModelFile,
  writeNetwork,
  type ModelPlace,
  type ModelReader,
  type Network,
} from './modelFolder.ts';
export { describeTraining, indent, type TrainingFacts } from './modelCard.ts';
export { plannedBatches, type PlannedBatchesOptions } from './plannedBatches.ts';
export { batchesBySize, meanLoss, type Placed } from './scoring.ts';
export { fitRecipe, makeOptimizer, makeSchedule } from './recipe.ts';
export { checkpointsIn, fitRun, type RunOptions } from './trainingRun.ts';
export type { Scores, Task, TaskSettings, Trainable } from './task.ts';
export { describeScores, type ScoreWords } from './taskCard.ts';
export { buildModel, type TaskConfig, type TaskModel } from './taskModel.ts';
export { trainTask, type TaskResult, type TaskRun } from './trainTask.ts';
