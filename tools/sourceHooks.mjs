/**
 * Module hooks that run the TypeScript sources without a build: the export condition `@reprise/source` for our own
 * packages, and types stripped by esbuild, cached on disk. The same two functions serve `module.registerHooks`
 * (where everything is synchronous) and `module.register` (where `next…` return promises).
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONDITION = '@reprise/source';
const OWN_PACKAGE = '@reprise/';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'node_modules', '.cache', 'reprise');
const require = createRequire(import.meta.url);

let esbuildVersion;

/** esbuild is only loaded for a file that is not in the cache: loading it takes as long as everything else. */
function stripTypes(source, path) {
  esbuildVersion ??= JSON.parse(
    readFileSync(join(root, 'node_modules', 'esbuild', 'package.json'), 'utf8'),
  ).version;
  const key = createHash('sha256').update(`${esbuildVersion}\n${path}\n`).update(source).digest('hex');
  const cached = join(cache, `${key}.js`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    // Not seen before.
  }
  const { code } = require('esbuild').transformSync(source, {
    loader: 'ts',
    target: 'es2023',
    sourcefile: path,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  mkdirSync(cache, { recursive: true });
  const temporary = `${cached}.${process.pid}`;
  writeFileSync(temporary, code);
  renameSync(temporary, cached);
  return code;
}

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, nextResolve) {
  if (!specifier.startsWith(OWN_PACKAGE)) return nextResolve(specifier, context);
  return nextResolve(specifier, { ...context, conditions: [...context.conditions, CONDITION] });
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', source: stripTypes(readFileSync(path), path), shortCircuit: true };
}
