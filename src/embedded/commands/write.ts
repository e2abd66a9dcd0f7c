import { remove } from './delete.js';
import type { Command } from './engine.js';
import { findAndModify } from './find-and-modify.js';
import { insert } from './insert.js';
import { update } from './update.js';

/** Writing commands. */
export const WRITE_COMMANDS: Record<string, Command> = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
};
