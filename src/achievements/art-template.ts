import type { ComposedArt } from './composed/spec.js';

/** Art that somebody saved to begin with: for themselves, or, as an administrator, for everybody of their platform. */
export interface ArtTemplate {
  readonly id: string;
  readonly platformId: string;
  readonly deploymentId: string;
  /** Whose it is; null: the platform's. */
  readonly userId: string | null;
  readonly name: string;
  readonly art: ComposedArt;
  readonly createdAt: Date;
}

/** More are not looked through by anybody. */
export const MOST_TEMPLATES = 100;
