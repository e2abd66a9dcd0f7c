import { randomBytes } from 'node:crypto';

/** @returns 128 random bits as 22 base64url characters, which nobody can guess */
export function randomId(): string {
  return randomBytes(16).toString('base64url');
}
