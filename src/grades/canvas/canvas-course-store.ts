import { omitUndefined } from '../../base/index.js';
import { Schema } from 'mongoose';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { CourseKey } from '../grade.js';

/** Canvas's own id of a course, as launches state it (custom `$Canvas.course.id`). */
export interface CanvasCourse extends CourseKey {
  readonly courseId: string;
  /** The origin of the institution's Canvas, where a launch stated it (`$Canvas.api.baseUrl`). */
  readonly apiUrl?: string;
}

const schema = new Schema<CanvasCourse>(
  {
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    courseId: { type: String, required: true },
    apiUrl: String,
  },
  { versionKey: false, collection: 'canvas_courses' },
);
schema.index({ platformId: 1, deploymentId: 1, contextId: 1 }, { unique: true });
schema.index({ platformId: 1, courseId: 1 });

export type CanvasCourseStore = ReturnType<typeof createCanvasCourseStore>;

/** @returns the store of Canvas's own course ids */
export function createCanvasCourseStore(connection: Connection) {
  const model = connection.model<CanvasCourse>('CanvasCourse', schema);
  const keyOf = ({ platformId, deploymentId, contextId }: CourseKey) => ({
    platformId,
    deploymentId,
    contextId,
  });
  return {
    async find(course: CourseKey): Promise<CanvasCourse | null> {
      return model.findOne(keyOf(course)).select('-_id').lean<CanvasCourse>();
    },
    /** Lists the courses of a platform with this Canvas id: one for each deployment that opened it. */
    async listById(platformId: string, courseId: string): Promise<CanvasCourse[]> {
      return model.find({ platformId, courseId }).select('-_id').lean<CanvasCourse[]>();
    },
    async save(course: CanvasCourse): Promise<void> {
      const key = keyOf(course);
      const { courseId, apiUrl } = course;
      const set = omitUndefined({ courseId, apiUrl });
      await repeatUpsert(() => model.updateOne(key, { $set: set }, { upsert: true }));
    },
  };
}
