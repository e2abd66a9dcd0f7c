import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @param name the path of a file or folder that the build lays beside the program, such as `icons.json`
 * @returns where it is; null where the sources run, which take it from its package
 */
export function builtFile(name: string): string | null {
  const file = fileURLToPath(new URL(`../built/${name}`, import.meta.url));
  return existsSync(file) ? file : null;
}
