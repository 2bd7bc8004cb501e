import { appendFileSync, mkdirSync, statSync, truncateSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import type { Snapshot } from './runState.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';

/** Keeps the snapshots of one run. */
export interface CheckpointStore {
  /** where they are, for messages */
  readonly place: string;
  /** The steps of which there is a checkpoint, damaged ones included, in order. */
  steps(): Promise<number[]>;
  /** The newest checkpoint that is whole, and what is wrong with each of the newer ones. */
  findLatest(): Promise<{ snapshot?: Snapshot; damaged: string[] }>;
  /** @throws InputError when the checkpoint is not there or damaged */
  load(step: number): Promise<Snapshot>;
  /** Saves atomically, then removes what is not needed any more. */
  save(snapshot: Snapshot): Promise<void>;
}

/** Keeps one JSON record a line. */
export interface TrainingLog {
  write(record: Readonly<Record<string, unknown>>): void;
  /** bytes written so far */
  length(): number;
  /** Forgets what was written after the first `length` bytes. */
  cutTo(length: number): void;
}

const FILE = /^step-(\d{8,})\.safetensors$/;
const UNFINISHED = /^step-\d+\.safetensors\.\d+\.tmp$/;

function fileName(step: number): string {
  return `step-${String(step).padStart(8, '0')}.safetensors`;
}

/**
 * Checkpoints as files `step-00001234.safetensors`. A file is written under a temporary name, flushed to the disk
 * and renamed, so that a kill at any time leaves whole files only. The newest `keep` stay, and those that one of
 * them lists among its best validations.
 * @param folder made when first needed
 */
export function checkpointFolder(
  folder: string,
  { keep = 2 }: { readonly keep?: number } = {},
): CheckpointStore {
  const bestSteps = new Map<number, readonly number[]>();
  const pathOf = (step: number): string => join(folder, fileName(step));

  const load = async (step: number): Promise<Snapshot> => {
    const path = pathOf(step);
    const bytes = await readFile(path).catch((error: unknown) => {
      throw new InputError(`${path}: cannot be read (${(error as Error).message}).`);
    });
    const snapshot = decodeSnapshot(bytes, path);
    bestSteps.set(
      step,
      snapshot.state.best.map((best) => best.step),
    );
    return snapshot;
  };

  const steps = async (): Promise<number[]> => {
    const matches = (await listFolder(folder)).map((name) => FILE.exec(name)?.[1]);
    return matches
      .filter((digits) => digits !== undefined)
      .map(Number)
      .sort((a, b) => a - b);
  };

  /** Those that a checkpoint needs; none when it is damaged. */
  const neededBy = async (step: number): Promise<readonly number[]> => {
    if (!bestSteps.has(step)) await load(step).catch(() => undefined);
    return bestSteps.get(step) ?? [];
  };

  const prune = async (): Promise<void> => {
    const all = await steps();
    const newest = all.slice(-keep);
    const needed = new Set([...newest, ...(await Promise.all(newest.map(neededBy))).flat()]);
    for (const step of all) if (!needed.has(step)) await rm(pathOf(step), { force: true });
    for (const name of await listFolder(folder))
      if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true });
  };

  return {
    place: folder,
    steps,
    load,
    async findLatest() {
      const damaged: string[] = [];
      for (const step of (await steps()).reverse()) {
        try {
          return { snapshot: await load(step), damaged };
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          damaged.push(error.message);
        }
      }
      return { damaged };
    },
    async save(snapshot) {
      const { step, best } = snapshot.state;
      await writeAtomically(pathOf(step), encodeSnapshot(snapshot));
      bestSteps.set(
        step,
        best.map((entry) => entry.step),
      );
      await prune();
    },
  };
}

async function listFolder(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
}

async function writeAtomically(path: string, chunks: readonly Uint8Array[]): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${basename(path)}.${process.pid}.tmp`);
  const file = await open(temporary, 'w');
  try {
    for (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
}

/** Makes the renaming last through a power cut, where the system can do that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A log in a file of JSON lines; numbers that are not finite become null. */
export function logFile(path: string): TrainingLog {
  mkdirSync(dirname(path), { recursive: true });
  const length = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    write: (record) => {
      appendFileSync(path, `${JSON.stringify(record)}\n`);
    },
    length,
    cutTo: (wanted) => {
      if (length() > wanted) truncateSync(path, wanted);
    },
  };
}
