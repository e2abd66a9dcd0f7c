import { STATUS_CODES } from 'node:http';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Commands that the store is sent; what else there may be is rare. */
const COMMANDS = new Set([
  ...['find', 'insert', 'update', 'delete', 'findAndModify', 'aggregate', 'getMore', 'count'],
  ...['distinct', 'createIndexes', 'listIndexes', 'listCollections', 'ping', 'killCursors'],
]);

/** A method of HTTP that this tool answers, or `other`. */
export const methodLabel = (method: string): string => (METHODS.has(method) ? method : 'other');

/** A status of HTTP that has a name, or the code of an error of ours (the caller vouches for it), or `other`. */
export function statusLabel(status: string): string {
  return STATUS_CODES[status] !== undefined || /^[a-z][a-z_]{2,40}$/.test(status)
    ? status
    : 'other';
}

export const commandLabel = (command: string): string =>
  COMMANDS.has(command) ? command : 'other';
