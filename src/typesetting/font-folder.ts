import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readCoverage } from './read-coverage.js';

/**
 * Why a font cannot be used: `missing`, there is no such folder; `unreadable`, this program may not read it; `broken`, it is no
 * whole font; `kind`, it is a font of a kind that is not read (WOFF, a collection).
 */
export type FontFault = 'missing' | 'unreadable' | 'broken' | 'kind';

export interface FontProblem {
  /** Its name, or that of the folder. */
  readonly file: string;
  readonly fault: FontFault;
}

/** Fonts of a folder by their paths, and what cannot be used of it. */
export interface FontFolder {
  readonly files: readonly string[];
  readonly problems: readonly FontProblem[];
}

const READ = /\.(ttf|otf)$/i;
const OTHER_KIND = /\.(ttc|otc|woff2?|eot|pfb|dfont)$/i;
/** Of files and of folders in each other: nobody has more fonts, but a wrong folder may. */
const MOST_FILES = 2_000;
const MOST_DEEP = 8;

const faultOf = (error: unknown): FontFault => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' ? 'unreadable' : 'broken';
};

function namesIn(folder: string, problems: FontProblem[], deep = 0): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const whole = path.join(folder, entry.name);
        if (!entry.isDirectory()) return [whole];
        return deep < MOST_DEEP ? namesIn(whole, problems, deep + 1) : [];
      });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    problems.push({ file: path.basename(folder), fault: isThere ? faultOf(error) : 'missing' });
    return [];
  }
}

/** What keeps a file from being used; null: nothing. A pipe or a device is never opened. */
function faultIn(file: string): FontFault | null {
  if (OTHER_KIND.test(file)) return 'kind';
  try {
    if (!statSync(file).isFile()) return 'broken';
    readCoverage(file);
    return null;
  } catch (error) {
    return faultOf(error);
  }
}

/** Looks through a folder of the operator's for fonts. Never throws: whatever is wrong with one, the others are used. */
export function readFontFolder(folder: string): FontFolder {
  const files: string[] = [];
  const problems: FontProblem[] = [];
  const named = namesIn(folder, problems).filter(
    (name) => READ.test(name) || OTHER_KIND.test(name),
  );
  for (const file of named.slice(0, MOST_FILES)) {
    const fault = faultIn(file);
    if (fault === null) files.push(file);
    else problems.push({ file: path.relative(folder, file), fault });
  }
  return { files, problems };
}
