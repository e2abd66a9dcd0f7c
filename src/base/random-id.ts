import { randomBytes } from 'node:crypto';

/**
 * @returns 128 random bits as 22 base64url characters, which nobody can guess. None begins with a hyphen: a command line takes
 *   what does for an option
 */
export function randomId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? randomId() : id;
}
