import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { INSTALLATION, type Skills } from '../../src/skills/index.js';

const FOLDER = path.resolve(import.meta.dirname, '../../config/skills');

/** Loads the samples of frameworks that ship: an instructor of the demo finds skills to pick. */
export async function loadSkills({ skills }: { readonly skills: Skills }): Promise<void> {
  for (const name of (await readdir(FOLDER)).filter((one) => one !== 'README.md')) {
    const bytes = new Uint8Array(await readFile(path.join(FOLDER, name)));
    await skills.loads.begin({ owner: INSTALLATION, actor: 'demo', file: { name, bytes } });
  }
}
