import { streamLines } from './fileText.ts';
import { readQuickDrawLine, type QuickDrawing } from './quickDraw.ts';
import { readUnipenLine, type UnipenLine } from './unipenLine.ts';

/**
 * Reads a file of UNIPEN segments as JSON lines, plain or gzip, one at a time.
 * @throws InputError with the number of the line at fault
 */
export function streamUnipenLines(path: string): AsyncGenerator<UnipenLine> {
  return streamValues(path, readUnipenLine);
}

/** Reads a file of Quick Draw, plain or gzip, one drawing at a time. @throws InputError with the number of the line */
export function streamQuickDraw(path: string): AsyncGenerator<QuickDrawing> {
  return streamValues(path, readQuickDrawLine);
}

async function* streamValues<T>(path: string, read: (line: string, place: string) => T): AsyncGenerator<T> {
  for await (const { line, number } of streamLines(path)) yield read(line, `${path}, line ${number}`);
}
