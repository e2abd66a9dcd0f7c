import { courseMove, type RowMove } from '../store/index.js';

const imports = courseMove('imports', ['_id']);

/** How imports into courses go along where a platform or a deployment continues another. */
export const IMPORT_MOVES: readonly RowMove[] = [
  {
    ...imports,
    change: (row, takeover) => {
      const moved = imports.change(row, takeover);
      return { ...moved, ownerKey: `platform:${String(moved['platformId'])}` };
    },
  },
  {
    ...courseMove('import_reissues', ['key']),
    // Each badge of another system is issued anew once on a platform, whatever the course.
    same: ({ platformId, key }) => ({ platformId, key }),
  },
];
