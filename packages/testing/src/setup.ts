/** Starts the engine before the tests of a file; vitest runs this in each of its processes. */
import { startEngine } from '@reprise/engine';

await startEngine();
