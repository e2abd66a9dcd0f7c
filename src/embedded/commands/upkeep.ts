import { chmodSync, existsSync } from 'node:fs';
import { doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { findProblems } from '../storage/check.js';
import { textArg } from './args.js';
import type { Command } from './engine.js';

const embeddedCheck: Command = {
  fields: [],
  handle: ({ engine }) => doc({ problems: findProblems(engine.catalog) }),
};

const embeddedBackup: Command = {
  fields: [],
  handle({ engine, args }) {
    const target = textArg(args, 'embeddedBackup');
    if (existsSync(target))
      throw new CommandError('BadValue', `${target} is there already; it was left as it is.`);
    engine.catalog.store.copyTo(target);
    chmodSync(target, 0o600);
    return doc({});
  },
};

/** This server's own commands, behind `npm run store`. */
export const UPKEEP_COMMANDS: Record<string, Command> = { embeddedCheck, embeddedBackup };
