import { banner, patch, ribbon } from './cloths.js';
import type { Family } from './family.js';
import { burst, medal, rosette, seal } from './medals.js';
import { octagon, plaque, stamp, ticket } from './plates.js';
import { coin, gear, orbit, wreath } from './rounds.js';
import { crest, diamond, hexagon, shield } from './shields.js';
import { arch, chevrons, minimal, monogram, stairs, starBadge } from './signs.js';

/** In the order in which they are offered. */
export const FAMILIES = [
  medal,
  seal,
  coin,
  shield,
  hexagon,
  wreath,
  rosette,
  crest,
  burst,
  banner,
  patch,
  ribbon,
  starBadge,
  chevrons,
  minimal,
  monogram,
  ticket,
  stamp,
  plaque,
  octagon,
  diamond,
  orbit,
  gear,
  stairs,
  arch,
] as const satisfies readonly Family[];

export type { Family };
