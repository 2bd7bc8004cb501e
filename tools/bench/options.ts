import { parseArgs } from 'node:util';
import { InputError, nearest } from '@reprise/core/errors';

export interface BenchOptions {
  /** names of works; none for all */
  readonly only: readonly string[];
  readonly quick: boolean;
  /** instead of the comparisons: how the cost of a layer grows */
  readonly scaling: boolean;
  /** instead of the comparisons: how many rows of Parquet become windows of the forecasting application */
  readonly rows: number | undefined;
  /** where the result goes as JSON */
  readonly json: string | undefined;
  /** the folder for the pictures */
  readonly out: string;
  readonly help: boolean;
}

export const USAGE = `usage: npm run bench -- [--only NAME...] [--quick] [--scaling] [--rows N] [--json FILE] [--out FOLDER]

  --only NAME...  these works (see the first column of the table); may be repeated
  --quick         the works that are done in under a minute
  --scaling       instead of the works: time and memory of an LSTM layer by time, batch size and units
  --rows N        instead of the works: time and memory from N rows of Parquet to batches of the forecasting application
  --json FILE     the result as JSON
  --out FOLDER    where the pictures go (default: runs/bench)`;

const FLAGS = {
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean' },
  scaling: { type: 'boolean' },
  rows: { type: 'string' },
  json: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws InputError for what the command line does not know */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: FLAGS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name as keyof typeof FLAGS] : undefined;
    if (!flag) throw new InputError(`unknown option '${rawName}'${suggestion(name)}`);
    if (flag.type === 'string' && !value) throw new InputError(`${rawName}: expected a value, got none.`);
    if (flag.type === 'boolean' && value !== undefined) {
      throw new InputError(`${rawName}: expected no value, got '${value}'.`);
    }
  }
  const only = values.only as string[] | undefined;
  const [stray] = positionals;
  if (!only && stray !== undefined) {
    throw new InputError(`expected options only, got '${stray}'. To run one work: --only ${stray}`);
  }
  if (values.scaling === true && (values.quick === true || only)) {
    throw new InputError(
      '--scaling measures shapes of its own: expected neither --only nor --quick beside it.',
    );
  }
  const rows = values.rows === undefined ? undefined : Number(values.rows);
  if (rows !== undefined) {
    if (!Number.isSafeInteger(rows) || rows < 1_000_000)
      throw new InputError(`--rows: expected a whole number from 1000000 on, got '${String(values.rows)}'.`);
    if (values.scaling === true || values.quick === true || only)
      throw new InputError(
        '--rows measures no work: expected none of --only, --quick and --scaling beside it.',
      );
  }
  return {
    // `--only A B`: what follows without a flag is a name too.
    only: [...(only ?? []), ...positionals],
    quick: values.quick === true,
    scaling: values.scaling === true,
    rows,
    json: values.json as string | undefined,
    out: (values.out as string | undefined) ?? 'runs/bench',
    help: values.help === true,
  };
}

function suggestion(name: string): string {
  const names = Object.keys(FLAGS);
  const near = nearest(name, names);
  return near === undefined
    ? `; there are: ${names.map((known) => `--${known}`).join(', ')}.`
    : `. Did you mean '--${near}'?`;
}
