import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { writeWhole } from '@reprise/app/textFile';
import { InputError } from '@reprise/core/errors';
import { checkInk } from '../checkInk.ts';
import { pointsIn, type Ink } from '../ink.ts';
import { decodeText, readBytes, readStart, readText, streamLines } from './fileText.ts';
import { isHersheyFonts, readHersheyFonts } from './hershey.ts';
import { readIamStrokes, readIamTranscription, writeIamStrokes } from './iamXml.ts';
import { inkFormat } from './inkFormat.ts';
import { inkFromJson, inkToJson, isInkJson } from './inkJson.ts';
import { readInkml, writeInkml } from './inkml.ts';
import { parseJson } from './parseJson.ts';
import { readPenDigits } from './penDigits.ts';
import { readQuickDrawLine } from './quickDraw.ts';
import { readSvg } from './readSvg.ts';
import { readUnipen } from './readUnipen.ts';
import { isDrawings, readDrawings, readStrokeLists, type DrawingSplit } from './strokeJson.ts';
import { toStroke3, toStroke5 } from './stroke3.ts';
import { readUnipenLine } from './unipenLine.ts';
import { writeSvg, type WriteSvgOptions } from './writeSvg.ts';

export interface ReadInkOptions {
  /** of files with splits: which one; by default all of them */
  readonly split?: string | undefined;
  /** of UNIPEN: the level of segments, and where y points */
  readonly level?: string | undefined;
  readonly yAxis?: 'up' | 'down' | undefined;
  /** of Hershey fonts: the key of the font; by default all of them */
  readonly font?: string | undefined;
  /** told of what is left out of a file that is otherwise sound */
  readonly warn?: ((message: string) => void) | undefined;
}

/** Points of all inks that are held at once; a larger file wants to be streamed. */
const MOST_HELD = 40_000_000;

/**
 * Reads the inks of a file in any format that is known here, plain or gzip, by the ending of its name and by what is
 * inside.
 *
 * @throws InputError with the place where the file is not there, of no such format, damaged, or holds no ink
 */
export async function readInkFile(path: string, options: ReadInkOptions = {}): Promise<Ink[]> {
  const inks: Ink[] = [];
  let held = 0;
  for await (const ink of streamInkFile(path, options)) {
    inks.push(ink);
    held += pointsIn(ink);
    if (held > MOST_HELD)
      throw new InputError(`${path}: expected at most ${MOST_HELD} points in a file, got more`);
  }
  if (inks.length > 0) return inks;
  const where = options.split === undefined ? '' : ` in the split ${JSON.stringify(options.split)}`;
  throw new InputError(`${path}: expected ink, got none${where}`);
}

/** The inks of {@link readInkFile} one at a time; JSON lines are not read further than they are wanted. */
export async function* streamInkFile(path: string, options: ReadInkOptions = {}): AsyncGenerator<Ink> {
  const { split } = options;
  switch (inkFormat(path, await readStart(path))) {
    case 'lines':
      yield* streamJsonLines(path, split);
      return;
    case 'unipen': {
      const include = (file: string) => includedText(path, file);
      yield* readUnipen(await readText(path), path, { ...options, include });
      return;
    }
    case 'svg':
      yield* readSvg(await readText(path), path);
      return;
    case 'digits':
      yield* readPenDigits(await readText(path), path);
      return;
    case 'xml': {
      const text = await readText(path);
      if (/<(?:\w+:)?ink[\s>]/u.test(text.slice(0, 4096))) {
        yield* readInkml(text, path);
        return;
      }
      yield readIamStrokes(text, path, { text: await iamText(path) });
      return;
    }
    case 'json':
      yield* readJson(await readText(path), path, options);
      return;
  }
}

type Writer = (inks: readonly Ink[], path: string, options: WriteInkOptions) => string;

export interface WriteInkOptions extends WriteSvgOptions {
  /** of JSON: all that is known (by default), or the strokes alone */
  readonly json?: 'ink' | 'stroke-3' | 'stroke-5' | undefined;
}

const WRITERS: Readonly<Record<string, Writer>> = {
  '.svg': (inks, _, options) => writeSvg(inks, options),
  '.inkml': (inks) => writeInkml(inks),
  '.xml': (inks, path) => {
    const [ink] = inks;
    if (ink !== undefined && inks.length === 1) return writeIamStrokes(ink);
    throw new InputError(
      `${path}: a file of IAM-OnDB holds one ink, got ${inks.length}: write .inkml, .svg or .json`,
    );
  },
  '.json': (inks, _, { json = 'ink' }) => {
    if (json === 'ink') return inkToJson(inks);
    return `${JSON.stringify(inks.map((ink) => (json === 'stroke-3' ? toStroke3(ink) : toStroke5(ink))))}\n`;
  },
};

/**
 * Writes inks by the ending of `path`, whole or not at all: .svg, .inkml and .json (which lose nothing), .xml (IAM-OnDB,
 * one ink).
 *
 * @throws InputError of another ending, no ink, ink without points or with NaN, or a file that cannot be written
 */
export async function writeInkFile(
  path: string,
  inks: readonly Ink[],
  options: WriteInkOptions = {},
): Promise<void> {
  const write = WRITERS[extname(path).toLowerCase()];
  if (write === undefined) {
    throw new InputError(
      `ink to write is a file ending in ${Object.keys(WRITERS).join(', ')}, got ${JSON.stringify(path)}`,
    );
  }
  if (inks.length === 0) throw new InputError(`${path}: expected ink to write, got none`);
  inks.forEach((ink, index) => {
    checkInk(ink, `${path}: ink ${index + 1}`);
  });
  await writeWhole(path, write(inks, path, options), `the ink ${path}`);
}

function* readJson(text: string, path: string, { split, font }: ReadInkOptions): Generator<Ink> {
  const json = parseJson(text, path);
  if (isInkJson(json)) {
    yield* inkFromJson(text, path);
    return;
  }
  if (isDrawings(json)) {
    const drawings = readDrawings(text, path);
    for (const [key, inks] of Object.entries(drawings) as [DrawingSplit, readonly Ink[]][]) {
      if (split === undefined || split === key) yield* inks;
    }
    return;
  }
  if (isHersheyFonts(json)) {
    for (const { key, glyphs } of readHersheyFonts(text, path)) {
      if (font !== undefined && font !== key) continue;
      for (const { ink } of glyphs.values()) if (ink !== undefined) yield ink;
    }
    return;
  }
  yield* readStrokeLists(json, path);
}

async function* streamJsonLines(path: string, split: string | undefined): AsyncGenerator<Ink> {
  for await (const { line, number } of streamLines(path)) {
    const place = `${path}, line ${number}`;
    if (/"drawing"\s*:/u.test(line)) {
      yield readQuickDrawLine(line, place).ink;
      continue;
    }
    const read = readUnipenLine(line, place);
    if (split === undefined || read.split === split) yield read.ink;
  }
}

/**
 * The text of a file that another one includes: beside it, in a folder above it, or in a folder `include` there, as
 * UNIPEN's own distribution has it.
 */
function includedText(path: string, file: string): string | undefined {
  let folder = dirname(path);
  for (let up = 0; up < 8; up++) {
    for (const candidate of [join(folder, file), join(folder, 'include', file)]) {
      if (existsSync(candidate) && statSync(candidate).isFile()) return decodeText(readFileSync(candidate));
    }
    folder = join(folder, '..');
  }
  return undefined;
}

/** The text of a line of IAM-OnDB, where its folders stand as they are distributed: lineStrokes beside ascii. */
async function iamText(path: string): Promise<string | undefined> {
  const match = /^(.*)-(\d+)\.xml$/iu.exec(path);
  const form = match?.[1]
    ?.split(sep)
    .map((part) => (part === 'lineStrokes' ? 'ascii' : part))
    .join(sep);
  if (form === undefined || !existsSync(`${form}.txt`)) return undefined;
  const lines = readIamTranscription(decodeText(await readBytes(`${form}.txt`)), `${form}.txt`);
  return lines[Number(match?.[2]) - 1];
}
