import { InputError } from '@reprise/core/errors';
import type { LoadedModel } from '../modelFolder.ts';

/** The model, where it is of a kind. @throws InputError that says `who` wants another */
export function expectKind<K extends LoadedModel['kind']>(
  who: string,
  model: LoadedModel,
  kind: K,
): Extract<LoadedModel, { kind: K }> {
  if (model.kind === kind) return model as Extract<LoadedModel, { kind: K }>;
  model.dispose();
  throw new InputError(`${who}: expected a model of the kind ${kind}, got one of the kind ${model.kind}.`);
}
