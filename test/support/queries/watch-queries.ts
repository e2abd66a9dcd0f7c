import path from 'node:path';
import type { Plugin } from 'vitest/config';

const WATCHED = path.join(import.meta.dirname, 'watched-mongoose.ts');

/** Gives what tests load a mongoose that is watched ({@link file://./watched-mongoose.ts}). */
export const watchQueries = (): Plugin => ({
  name: 'watch-queries',
  enforce: 'pre',
  resolveId: (id, importer) => (id === 'mongoose' && importer !== WATCHED ? WATCHED : null),
});
