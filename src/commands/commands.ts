import { platformCommand } from '../lti/index.js';
import { print, withLaurel } from './with-laurel.js';

/** What can be called as `npm run <name> -- <arguments>`. */
export const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  platform: (args) => withLaurel((laurel) => platformCommand(args, { ...laurel, print })),
};
