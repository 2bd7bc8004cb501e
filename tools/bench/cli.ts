/** The command line of the benchmark: see README.md beside it. */
import { join } from 'node:path';
import { parseOptions, USAGE } from './options.ts';

// What measures is only imported when there is something to do: help and usage errors answer at once.

async function main(args: readonly string[]): Promise<number> {
  const { help, json, only, out, quick, rows, scaling } = parseOptions(args);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const { selectWorks } = await import('./works.ts');
  const works = scaling || rows !== undefined ? [] : selectWorks(only, quick);
  const { describeMachine } = await import('./machine.ts');
  const { writeWhole } = await import('./files.ts');
  const head = { date: new Date().toISOString(), machine: describeMachine() };
  const write = (result: object, pictures: ReadonlyMap<string, string>): void => {
    for (const [name, svg] of pictures) writeWhole(join(out, name), svg);
    if (json !== undefined) writeWhole(json, `${JSON.stringify({ ...head, ...result }, null, 2)}\n`);
    if (pictures.size > 0) report(`pictures in ${out}`);
    if (json !== undefined) report(`numbers in ${json}`);
  };
  if (scaling) {
    const { formatScaling, measureScaling, scalingPictures } = await import('./scaling.ts');
    const result = await measureScaling(report);
    write(result, scalingPictures(result.points, head.machine));
    console.log(formatScaling(result.points));
    return 0;
  }
  if (rows !== undefined) {
    const { formatLargeData, measureLargeData } = await import('./largeData.ts');
    const points = await measureLargeData(rows, report);
    write({ points }, new Map());
    console.log(formatLargeData(points));
    return 0;
  }
  const { runComparisons } = await import('./comparisons.ts');
  const result = await runComparisons(works, { isQuick: quick, report });
  const { formatTable } = await import('./report.ts');
  const { comparisonPictures } = await import('./pictures/comparisonPictures.ts');
  write(result, comparisonPictures(result.rows, works, head.machine));
  console.log(formatTable(result, works, head.machine));
  return result.failures.length > 0 ? 1 : 0;
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsers = error instanceof Error && error.name === 'InputError';
  report(isUsers ? `error: ${error.message}` : String(error instanceof Error ? error.stack : error));
  process.exitCode = isUsers ? 2 : 1;
}
