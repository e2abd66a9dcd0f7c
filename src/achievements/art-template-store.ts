import { Schema, type Connection } from 'mongoose';
import { MOST_TEMPLATES, type ArtTemplate } from './art-template.js';

interface TemplateDocument extends Omit<ArtTemplate, 'id'> {
  _id: string;
}

const schema = new Schema<TemplateDocument>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    userId: { type: String, default: null },
    name: { type: String, required: true },
    art: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'art_templates', versionKey: false, minimize: false },
);
schema.index({ platformId: 1, userId: 1, deploymentId: 1, createdAt: -1 });

const toTemplate = ({ _id, ...rest }: TemplateDocument): ArtTemplate => ({ id: _id, ...rest });

/** Whose templates: a person's, or, with null, the platform's. */
export interface TemplateOwner {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly userId: string | null;
}

/** A person of a platform. */
export interface PersonKey {
  readonly platformId: string;
  readonly userId: string;
}

export type ArtTemplateStore = ReturnType<typeof createArtTemplateStore>;

export function createArtTemplateStore(connection: Connection) {
  const model = connection.model('ArtTemplate', schema);
  return {
    async insert({ id, ...rest }: ArtTemplate): Promise<void> {
      await model.create({ _id: id, ...rest });
    },
    /** The newest first. */
    async list({ platformId, deploymentId, userId }: TemplateOwner): Promise<ArtTemplate[]> {
      const found = await model
        .find({ platformId, deploymentId, userId })
        .sort({ createdAt: -1 })
        .limit(MOST_TEMPLATES)
        .lean<TemplateDocument[]>();
      return found.map(toTemplate);
    },
    /** @returns whether it was theirs, and is gone */
    async remove(
      { platformId, deploymentId, userId }: TemplateOwner,
      id: string,
    ): Promise<boolean> {
      const { deletedCount } = await model.deleteOne({ _id: id, platformId, deploymentId, userId });
      return deletedCount === 1;
    },
    /** All that a person has, in whichever deployments of their platform. */
    async listOf({ platformId, userId }: PersonKey): Promise<ArtTemplate[]> {
      const found = await model.find({ platformId, userId }).lean<TemplateDocument[]>();
      return found.map(toTemplate);
    },
    async removeAllOf({ platformId, userId }: PersonKey): Promise<void> {
      await model.deleteMany({ platformId, userId });
    },
  };
}
