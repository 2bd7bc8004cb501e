import { InputError, nearest } from '@reprise/core/errors';
import type { z } from 'zod';

/** What the settings of an application may be, and the sets of them that have a name. */
export interface SettingsOptions<S extends z.ZodObject, P extends string> {
  /** Every setting; unknown ones are refused whether it is strict or not. */
  readonly schema: S;
  readonly presets: Readonly<Record<P, z.infer<S>>>;
  /** the preset of which a file of settings replaces some */
  readonly base: NoInfer<P>;
  /** Refuses settings that do not go together. @throws InputError when they do not */
  readonly refine?: (settings: z.infer<S>) => void;
}

/** Makes the settings of an application; {@link settingsOf} makes it. */
export interface SettingsMaker<T> {
  /**
   * A preset with single settings replaced.
   * @throws InputError that names the preset or setting, what it takes and what it got
   */
  readonly make: (preset: string, replaced?: Readonly<Record<string, unknown>>) => T;
  /** Settings from outside, checked. @throws InputError for each unknown name or value out of range */
  readonly check: (settings: unknown) => T;
  /**
   * The settings that a command line asks for.
   * @param config a preset's name, or the path of a JSON file with settings that replace those of the preset `base`
   * @param assignments `key=value`, which replace both
   * @throws InputError as `make` and `check` do, and for a file that is not there or holds no settings
   */
  readonly read: (config: string, assignments: readonly string[]) => Promise<T>;
}

/** The settings of an application, typed by its schema: from presets, from outside and from a command line. */
export function settingsOf<S extends z.ZodObject, P extends string>({
  schema,
  presets,
  base,
  refine,
}: SettingsOptions<S, P>): SettingsMaker<z.infer<S>> {
  const strict = schema.strict();
  const byName: Readonly<Record<string, z.infer<S>>> = presets;

  const check = (settings: unknown): z.infer<S> => {
    const result = strict.safeParse(settings);
    if (!result.success) throw new InputError(complaints(result.error, settings, schema).join('\n'));
    const checked = result.data as z.infer<S>;
    refine?.(checked);
    return checked;
  };

  const make = (preset: string, replaced: Readonly<Record<string, unknown>> = {}): z.infer<S> => {
    if (!Object.hasOwn(byName, preset))
      throw new InputError(`unknown preset '${preset}'${suggestion(preset, Object.keys(byName))}`);
    return check({ ...byName[preset], ...replaced });
  };

  const read = async (config: string, assignments: readonly string[]): Promise<z.infer<S>> => {
    const replaced = Object.fromEntries(assignments.map(parseAssignment));
    if (Object.hasOwn(byName, config) || !config.endsWith('.json')) return make(config, replaced);
    // Only here: where there are no files, settings are made and checked all the same.
    const { readSettingsFile } = await import('./settingsFile.ts');
    return check({ ...byName[base], ...(await readSettingsFile(config)), ...replaced });
  };

  return { make, check, read };
}

/** `key=value` as the command line gives it: the value as JSON where it is that, else as text. */
export function parseAssignment(text: string): [key: string, value: unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new InputError(`--set: expected key=value, got '${text}'.`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value) as unknown];
  } catch {
    return [text.slice(0, at), value];
  }
}

function complaints({ issues }: z.ZodError, settings: unknown, schema: z.ZodObject): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
      const names = Object.keys(schema.shape);
      return issue.keys.map((key) => `unknown setting '${key}'${suggestion(key, names)}`);
    }
    const given = JSON.stringify(valueAt(settings, issue.path));
    return [`setting '${issue.path.join('.')}': ${issue.message}, got ${given}.`];
  });
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key],
    settings,
  );
}

function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? `; there are: ${names.join(', ')}.` : `. Did you mean '${near}'?`;
}
