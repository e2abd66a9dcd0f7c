/** Setting text in every script: fonts, direction (UAX #9), shaping, breaking of lines, outlines. */
export { unitsOf } from './break-line.js';
export { facesOf, SANS, type Face } from './faces.js';
export { type Family, type HanStyle, type Weight } from './font-files.js';
export { outlineLine } from './outline-line.js';
export { hanStyleOf } from './scripts.js';
export {
  isRtl,
  listUncovered,
  shapeRun,
  visualRuns,
  widthOf,
  type VisualRun,
} from './visual-runs.js';
export { wrap } from './wrap.js';
