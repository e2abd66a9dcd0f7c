/** Setting text in every script: fonts, direction (UAX #9), shaping, breaking of lines, outlines. */
export { unitsOf } from './break-line.js';
export { facesOf, SANS, type Face } from './faces.js';
export { operatorFolder, type Family, type HanStyle, type Weight } from './font-files.js';
export { outlineLine } from './outline-line.js';
export { hanStyleOf } from './scripts.js';
export { createFindUndrawn, isCjk, nameScripts, scriptsIn, undrawnScripts } from './undrawn.js';
export { isRtl, listUncovered, shapeRun, visualRuns, widthOf } from './visual-runs.js';
export { wrap } from './wrap.js';
