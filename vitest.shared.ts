/** What the tests of every package have in common. */
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const CONDITION = '@reprise/source';

/** Files that start the engine before the tests of a package. */
const ENGINE_START = fileURLToPath(new URL('packages/testing/src/setup.ts', import.meta.url));

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/**
 * The vitest configuration of one package: sources through their export condition, a process for each file (native
 * addons), a report in `.results/<name>.json`.
 *
 * @param name of the nx project; also the name of its report
 * @param options.engine whether the engine is started before the tests (default true)
 */
export function projectConfig(
  name: string,
  { engine = true }: { readonly engine?: boolean } = {},
): ViteUserConfig {
  return defineConfig({
    resolve: { conditions: [CONDITION] },
    ssr: { resolve: { conditions: [CONDITION], externalConditions: [CONDITION] } },
    test: {
      name,
      include: ['**/*.test.ts'],
      pool: 'forks',
      maxWorkers: 2,
      testTimeout: 30_000,
      hookTimeout: 30_000,
      passWithNoTests: true,
      setupFiles: engine ? [ENGINE_START] : [],
      reporters: ['default', 'json'],
      outputFile: { json: pathOf(`.results/${name}.json`) },
    },
  });
}
