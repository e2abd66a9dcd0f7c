import { Schema, type Connection } from 'mongoose';
import type { Clock } from '../base/index.js';
import { isDuplicateKey } from '../store/index.js';

interface DrawingDocument {
  /** `<achievement>/<version>`. */
  _id: string;
  svg: string;
  drawnAt: Date;
}

const schema = new Schema<DrawingDocument>(
  {
    _id: { type: String, required: true },
    svg: { type: String, required: true },
    drawnAt: { type: Date, required: true },
  },
  { collection: 'achievementDrawings', versionKey: false },
);

/** Pictures of versions as they were first drawn: what was shown once is shown for good. */
export interface DrawingStore {
  find(key: string): Promise<string | null>;
  /** Keeps a drawing, unless one is kept. @returns the kept one */
  keep(key: string, svg: string): Promise<string>;
}

export function createDrawingStore(connection: Connection, clock: Clock): DrawingStore {
  const model = connection.model('AchievementDrawing', schema);
  async function find(key: string): Promise<string | null> {
    const found = await model.findById(key).lean<DrawingDocument>();
    return found?.svg ?? null;
  }
  return {
    find,
    async keep(key, svg) {
      try {
        await model.create({ _id: key, svg, drawnAt: clock.now() });
        return svg;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(key)) ?? svg;
      }
    },
  };
}
