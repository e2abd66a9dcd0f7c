/** How often badges are opened, shared, downloaded and verified: numbers by day, of nobody in particular. */
export { addUp, countedSince, rowsOfUses, weekEnds, weekStarts } from './add-up.js';
export { drawBars, drawShare } from './bar-chart.js';
export { createUsage, type Usage } from './create-usage.js';
export { USAGE_MOVES } from './usage-moves.js';
export { agedUses } from './usage-retention.js';
