import { unzipSync } from 'fflate';
import { Unreadable } from './read-skill.js';

/** What a ZIP may hold of tables, unpacked, in bytes. ESCO's of one language are some 20 MB. */
const MOST_UNPACKED = 67_108_864;
const MOST_FILES = 40;

export const isZip = ([a, b, c, d]: Uint8Array): boolean =>
  a === 0x50 && b === 0x4b && c === 3 && d === 4;

/** Files of ESCO that hold nothing about skills: they are not unpacked. */
const NOT_SKILLS =
  /occupation|isco|OccPillar|conceptSchemes|dictionary|skillSkillRelations|skillsHierarchy/i;

/** A file within a ZIP, or the one that was handed in. */
export interface InFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * @returns the tables of a ZIP, skills before what relates them
 * @throws Unreadable `broken_zip`, `zip_too_much`
 */
export function unzip(bytes: Uint8Array): InFile[] {
  let left = MOST_UNPACKED;
  let count = 0;
  try {
    const files = unzipSync(bytes, {
      // What is unpacked never goes beyond the size that is told here.
      filter({ name, originalSize }) {
        const base = name.split('/').at(-1) ?? '';
        if (!/\.(csv|txt|json|jsonld)$/i.test(base) || NOT_SKILLS.test(base)) return false;
        left -= originalSize;
        count += 1;
        if (left < 0 || count > MOST_FILES) throw new Unreadable('zip_too_much');
        return true;
      },
    });
    return Object.entries(files)
      .map(([name, content]) => ({ name: name.split('/').at(-1) ?? '', bytes: content }))
      .sort((a, b) => Number(/relation/i.test(a.name)) - Number(/relation/i.test(b.name)));
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('broken_zip');
  }
}
