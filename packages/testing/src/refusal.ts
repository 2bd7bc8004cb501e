import { InputError } from '@reprise/core';

/** The message with which a promise is rejected as the user's error. @throws when it is not */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.message;
  throw new Error('expected an InputError', { cause: error });
}
