import { InputError } from '@reprise/core';

/** The message with which a promise is rejected as the user's error. @throws when it is not */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  return messageOf(
    await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
}

/** As {@link refusal}, of what is thrown at once. */
export function complaint(run: () => unknown): string {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  return messageOf(thrown);
}

function messageOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  throw new Error('expected an InputError', { cause: error });
}
