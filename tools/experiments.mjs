/**
 * The queue behind an application's result table: trains and evaluates what its experiments.json lists, one after the
 * other, fills the tables in its README and in that of the house, and draws the pictures that experiments.json names.
 *
 *   npm run experiments -- APP --data FOLDER [--only NAME]... [--table]
 *
 * A training that was cut off is resumed; an experiment whose commands have a result already is not run again;
 * `--table` only makes the tables and the pictures anew. A picture that lacks a result is left as it is, and a line
 * says why. An entry with `medianOf` is a row of the table with the medians of others. Models go to runs/APP/NAME,
 * results to apps/APP/results/NAME.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawRanges, valueAt } from './experimentPictures.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const DATA = '$REPRISE_DATA';

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(2);
}

function parseCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', default: process.env.REPRISE_DATA },
      only: { type: 'string', multiple: true, default: [] },
      table: { type: 'boolean', default: false },
    },
  });
  const [app, ...more] = positionals;
  if (app === undefined || more.length > 0)
    fail('expected one application, as in `npm run experiments -- translation`');
  const folder = join(root, 'apps', app);
  if (!existsSync(join(folder, 'experiments.json')))
    fail(`${app} has no experiments: expected apps/${app}/experiments.json`);
  return { ...values, app, folder };
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function resultPath(folder, name) {
  return join(folder, 'results', `${name}.json`);
}

function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

/** Runs the application's command line; its stdout, or an end with its exit code. */
function runApp({ app, data }, args) {
  const real = args.map((arg) => arg.replaceAll(DATA, data));
  const command = [join(root, 'tools', 'run.mjs'), `apps/${app}/src/cli.ts`, ...real];
  const { status, stdout } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

function commandText(app, args) {
  return `npm run ${app} -- ${args.map((arg) => (/[\s'"]/u.test(arg) ? JSON.stringify(arg) : arg)).join(' ')}`;
}

/** How long a training took, an ensemble's those of its members together. */
function describeTraining(folder) {
  const logs = readdirSync(folder).filter((name) => /^training(\.[\w-]+)?\.jsonl$/u.test(name));
  const stops = logs.sort().map((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line)).findLast(({ event }) => event === 'stop');
  });
  const { step, epoch } = stops[0];
  const seconds = stops.reduce((sum, stop) => sum + stop.seconds, 0);
  return { minutes: seconds / 60, steps: step, epochs: epoch };
}

/** One training and its evaluation. */
function run(options, { name, train, evaluate }) {
  const { app, folder } = options;
  const out = `runs/${app}/${name}`;
  const trainArgs = ['train', ...train, '--out', out];
  const evaluateArgs = ['evaluate', '--model', out, ...evaluate];
  const commands = [trainArgs, evaluateArgs].map((args) => commandText(app, args));
  const path = resultPath(folder, name);
  if (String(readJson(path)?.commands) === String(commands)) return;
  process.stderr.write(`\n${name}\n`);
  const isBegun = existsSync(join(root, out));
  if (!existsSync(join(root, out, 'config.json')))
    runApp(options, [...trainArgs, ...(isBegun ? ['--resume'] : [])]);
  const evaluation = JSON.parse(runApp(options, [...evaluateArgs, '--json']));
  delete evaluation.translations;
  const training = describeTraining(join(root, out));
  const machine = `${availableParallelism()} cores, ${cpus()[0]?.model.trim()}`;
  writeWhole(path, `${JSON.stringify({ name, commands, machine, training, evaluation }, null, 2)}\n`);
}

/**
 * What the experiment's entry says itself (`field`), or a value of its result, or the median of several; empty in rows
 * that the column is not about.
 */
function cell(experiment, results, { field, path, digits, factor = 1, only = '' }) {
  if (field !== undefined) return experiment[field] ?? '';
  if (!new RegExp(only, 'u').test(experiment.name)) return '';
  const values = results.map((result) => valueAt(result, path)).filter((value) => typeof value === 'number');
  if (values.length < results.length) return '';
  const sorted = values.sort((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  return (middle * factor).toFixed(digits ?? 0);
}

function writeTables({ app, folder }, { columns, experiments }) {
  const resultsOf = (names) =>
    names.map((name) => readJson(resultPath(folder, name))).filter((result) => result !== undefined);
  const results = resultsOf(experiments.filter(({ medianOf }) => !medianOf).map(({ name }) => name));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = experiments.flatMap((experiment) => {
    const { name, title, medianOf = [name] } = experiment;
    if (title === undefined) return [];
    const here = resultsOf(medianOf);
    if (here.length < medianOf.length) return [];
    return [line([title, ...columns.map((column) => cell(experiment, here, column))])];
  });
  const head = [
    line(['', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => '---:')]),
  ];
  const machines = [...new Set(results.map(({ machine }) => machine))].join('; ');
  const text = `${[...head, ...rows].join('\n')}\n\nMachine: ${machines}. Each row: \`npm run experiments -- ${app} --only NAME\`.\n`;
  const table = new RegExp(`(<!-- results ${app} -->\\n)[^]*?(<!-- /results ${app} -->)`, 'u');
  for (const readme of [join(folder, 'README.md'), join(root, 'README.md')]) {
    const before = readFileSync(readme, 'utf8');
    if (!table.test(before))
      fail(`${readme}: expected the lines <!-- results ${app} --> and <!-- /results ${app} -->, found none`);
    writeWhole(
      readme,
      before.replace(table, (_, begin, end) => `${begin}\n${text}\n${end}`),
    );
  }
}

async function drawPictures({ folder }, { pictures = [] }) {
  for (const picture of pictures) {
    try {
      const svg = await drawRanges(picture, (name) => readJson(resultPath(folder, name)));
      writeWhole(join(root, picture.file), svg);
    } catch (error) {
      if (error.name !== 'InputError') throw error;
      process.stderr.write(`${picture.file} is not drawn: ${error.message}\n`);
    }
  }
}

const options = parseCommandLine();
const plan = readJson(join(options.folder, 'experiments.json'));
const unknown = options.only.find((name) => !plan.experiments.some((experiment) => experiment.name === name));
if (unknown !== undefined)
  fail(`no experiment '${unknown}'; there are: ${plan.experiments.map(({ name }) => name).join(', ')}`);
if (!options.table) {
  if (options.data === undefined)
    fail('expected --data FOLDER or REPRISE_DATA: `npm run translation -- data` says what belongs there');
  options.data = resolve(options.data);
  for (const experiment of plan.experiments) {
    if (experiment.medianOf) continue;
    if (options.only.length === 0 || options.only.includes(experiment.name)) {
      run(options, experiment);
      writeTables(options, plan);
    }
  }
}
writeTables(options, plan);
await drawPictures(options, plan);
