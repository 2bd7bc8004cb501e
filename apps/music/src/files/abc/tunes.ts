/** A tune of an ABC file, as text. */
export interface AbcTune {
  /** the line of the file, from 1, that its first line is */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** lines that stand before the first tune and hold for all */
  readonly fileHeader: readonly string[];
}

/** The tunes of an ABC file: each from its X: field to the next empty line, or the whole text where there is none. */
export function splitTunes(text: string): AbcTune[] {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|\r|\n/u);
  const isStart = (line: string) => line.startsWith('X:');
  const starts = lines.flatMap((line, index) => (isStart(line) ? [index] : []));
  if (starts.length === 0) {
    const first = lines.findIndex((line) => line.trim() !== '');
    if (first === -1) return [];
    return [{ firstLine: first + 1, lines: untilEmpty(lines.slice(first)), fileHeader: [] }];
  }
  const fileHeader = lines
    .slice(0, starts[0])
    .filter((line) => line.startsWith('%%') || /^[LMQ]:/u.test(line));
  return starts.map((start, index) => ({
    firstLine: start + 1,
    lines: untilEmpty(lines.slice(start, starts[index + 1])),
    fileHeader,
  }));
}

function untilEmpty(lines: readonly string[]): string[] {
  const empty = lines.findIndex((line) => line.trim() === '');
  return lines.slice(0, empty === -1 ? undefined : empty);
}
