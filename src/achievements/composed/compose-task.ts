import { drawComposed, type ComposedDrawing, type ComposedPicture } from './draw-composed.js';
import { withSmallLogo } from './small-logo.js';

/** Draws a composed picture in a process of its own, and tells where its words came to stand. */
export const run = (drawing: ComposedDrawing): ComposedPicture =>
  drawComposed(withSmallLogo(drawing));
