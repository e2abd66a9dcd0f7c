import { moduleSchema, type Module } from './module.js';
import type { RowsKind } from '../../base/index.js';
import {
  assignmentSchema,
  standardSchema,
  submissionSchema,
  type Assignment,
  type Submission,
} from './submission.js';
import type { z } from 'zod';

/** How the lists of Canvas's REST API are read. */
export const CANVAS_KINDS = {
  assignments: { member: null, row: assignmentSchema, isStrict: true } as RowsKind<Assignment>,
  standards: { member: null, row: standardSchema, isStrict: false } as RowsKind<
    z.infer<typeof standardSchema>
  >,
  modules: { member: null, row: moduleSchema, isStrict: false } as RowsKind<Module>,
  submissions: { member: null, row: submissionSchema, isStrict: false } as RowsKind<Submission>,
};

export type CanvasKinds = typeof CANVAS_KINDS;
export type CanvasRow<Name extends keyof CanvasKinds> =
  CanvasKinds[Name] extends RowsKind<infer T> ? T : never;
