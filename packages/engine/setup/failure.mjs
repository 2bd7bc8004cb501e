/** What kept the native engine from being built: told in one sentence, and remembered for the next calls. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** For this long, only an explicit set-up tries again what failed: a missing compiler must not cost time at each start. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** A reason why the native engine cannot be had here, with the way to get it. */
export class EngineUnavailable extends Error {
  name = 'EngineUnavailable';

  /**
   * @param {string} reason half a sentence: why
   * @param {string} remedy half a sentence: what to do, in the imperative
   * @param {string} [details] everything that the program that failed wrote
   */
  constructor(reason, remedy, details = undefined) {
    super(`${reason}; to get it, ${remedy}`);
    this.reason = reason;
    this.remedy = remedy;
    this.details = details;
  }
}

/** The command that sets the engine up: another one in a project that installed the package than in the repository. */
export function setupCommand() {
  return import.meta.url.includes('/node_modules/') ? 'npx reprise-engine-setup' : 'npm run setup';
}

/**
 * Half a sentence about any error: an engine that cannot be had is a reason to go on without, whatever the cause.
 * @param {Error} error
 * @param {'it' | 'them'} pronoun of what cannot be had
 */
export function explain(error, pronoun) {
  const known = error instanceof EngineUnavailable;
  const reason = known ? error.reason : error.message;
  const remedy = known ? error.remedy : `mend that, then run \`${setupCommand()}\``;
  return `${reason}; to get ${pronoun}, ${remedy}`;
}

function failurePath(folder) {
  return `${folder}.unavailable.json`;
}

/** Remembers why `folder` could not be built. Where nothing can be written, the next try fails as fast as this one. */
export function writeFailure(folder, sentence) {
  const path = failurePath(folder);
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, JSON.stringify({ sentence, time: new Date().toISOString() }));
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}

/**
 * Why the last attempt at `folder` failed, if it was recent.
 * @returns {{sentence: string} | undefined}
 */
export function readFailure(folder, now = Date.now()) {
  try {
    const { sentence, time } = JSON.parse(readFileSync(failurePath(folder), 'utf8'));
    return now - Date.parse(time) < REMEMBERED_MS ? { sentence } : undefined;
  } catch {
    return undefined;
  }
}

export function forgetFailure(folder) {
  rmSync(failurePath(folder), { force: true });
}
