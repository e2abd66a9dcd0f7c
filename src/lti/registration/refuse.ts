import { InvalidInput, omitUndefined } from '../../base/index.js';

/** What a platform says of itself cannot be taken. */
export function refuse(code: string, message: string, cause?: unknown): InvalidInput {
  return new InvalidInput(
    code,
    message,
    omitUndefined({ action: 'Ask the person who invited you, with the reference below.', cause }),
  );
}
