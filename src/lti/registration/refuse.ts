import { InvalidInput, omitUndefined } from '../../base/index.js';

/** The error for a platform's statement about itself that cannot be accepted. */
export function refuse(code: string, message: string, cause?: unknown): InvalidInput {
  return new InvalidInput(
    code,
    message,
    omitUndefined({ action: 'Ask the person who invited you, with the reference below.', cause }),
  );
}
