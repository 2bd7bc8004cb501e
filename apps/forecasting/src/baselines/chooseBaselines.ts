import { InputError, nearest } from '@reprise/core/errors';
import { BASELINES, type BaselineName } from './registry.ts';

/**
 * The baselines that were asked for by name; undefined, which is all, where none were.
 * @throws InputError for an unknown one
 */
export function chooseBaselines(names: readonly string[] | undefined): BaselineName[] | undefined {
  return names?.map((name) => {
    if (Object.hasOwn(BASELINES, name)) return name as BaselineName;
    const known = Object.keys(BASELINES);
    const near = nearest(name, known);
    throw new InputError(
      `--baselines: unknown baseline '${name}'` +
        (near === undefined ? `; there are: ${known.join(', ')}.` : `. Did you mean '${near}'?`),
    );
  });
}
