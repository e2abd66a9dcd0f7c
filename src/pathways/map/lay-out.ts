import { omitUndefined } from '../../base/index.js';
import { depthsOf } from '../model/order.js';
import type { Group, PathwayContent } from '../model/pathway.js';

/** The most that a map is wide, in pixels: one of few columns is narrower, and fits into a platform's frame. */
export const MAP_WIDTH = 1_180;
const COLUMNS = 5;
const FEWEST_COLUMNS = 2;
const GAP = 16;
const MARGIN = 16;
export const NODE = { width: 176, height: 70 };
/** What a group has above its steps: its name and how many are needed. */
export const HEAD = 50;
const MILESTONE_WIDTH = 162;
/** Between a milestone and the edge of its group. */
const BESIDE = 10;
const WHOLE_WIDTH = 420;
const FOOT = 18;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedGroup {
  readonly id: string;
  readonly box: Box;
  readonly steps: ReadonlyMap<string, Box>;
  readonly milestone?: Box;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly PlacedGroup[];
  readonly whole?: Box;
}

/** The steps of a group in layers: each stands behind everything that comes before it. */
function layersOf(group: Group): string[][] {
  const ids = group.steps.map(({ id }) => id);
  const after = new Map(group.steps.map((step) => [step.id, step.after.map(({ id }) => id)]));
  const depths = depthsOf(ids, (id) => after.get(id) ?? []);
  const layers: string[][] = [];
  for (const id of ids) (layers[Math.max(0, depths.get(id) ?? 0)] ??= []).push(id);
  const filled = layers.filter((layer) => layer.length > 0);
  // Steps that hang together stand near each other: each layer in the order of what it comes after.
  for (const [at, layer] of filled.entries()) {
    const before = filled[at - 1];
    if (before === undefined) continue;
    const middle = (id: string) => {
      const rows = (after.get(id) ?? [])
        .map((one) => before.indexOf(one))
        .filter((row) => row >= 0);
      return rows.length > 0 ? rows.reduce((a, b) => a + b) / rows.length : layer.indexOf(id);
    };
    layer.sort((a, b) => middle(a) - middle(b));
  }
  return filled;
}

/** Blocks of layers that fit beside each other, each with as few rows as it can have. */
function blocksOf(layers: readonly string[][]): string[][][] {
  const blocks: string[][][] = [];
  for (let from = 0; from < layers.length; from += COLUMNS) {
    const some = layers.slice(from, from + COLUMNS);
    let rows = 1;
    const columns = (most: number) =>
      some.reduce((sum, layer) => sum + Math.ceil(layer.length / most), 0);
    while (columns(rows) > COLUMNS) rows += 1;
    blocks.push(
      some.flatMap((layer) =>
        Array.from({ length: Math.ceil(layer.length / rows) }, (_, at) =>
          layer.slice(at * rows, (at + 1) * rows),
        ),
      ),
    );
  }
  return blocks;
}

function placeGroup(group: Group, blocks: string[][][], top: number, width: number): PlacedGroup {
  const steps = new Map<string, Box>();
  let y = top + HEAD;
  for (const block of blocks) {
    block.forEach((column, at) =>
      column.forEach((id, row) =>
        steps.set(id, {
          x: MARGIN + GAP + at * (NODE.width + GAP),
          y: y + row * (NODE.height + GAP),
          ...NODE,
        }),
      ),
    );
    y += Math.max(1, ...block.map((column) => column.length)) * (NODE.height + GAP);
  }
  const height = Math.max(y - top, HEAD + NODE.height + GAP);
  const box = { x: MARGIN, y: top, width: width - 2 * MARGIN, height };
  if (group.milestone === undefined) return { id: group.id, box, steps };
  const x = width - MARGIN - BESIDE - MILESTONE_WIDTH;
  const milestone = { x, y: top + (height - 92) / 2, width: MILESTONE_WIDTH, height: 92 };
  return { id: group.id, box, steps, milestone };
}

/** How wide a map is: its columns, and the milestones of groups behind them. */
function widthFor(blocks: Iterable<string[][][]>, hasMilestones: boolean): number {
  const columns = [...blocks].flatMap((some) => some.map(({ length }) => length));
  const inner = GAP + Math.max(FEWEST_COLUMNS, ...columns) * (NODE.width + GAP);
  return 2 * MARGIN + inner + (hasMilestones ? MILESTONE_WIDTH + BESIDE : 0);
}

/**
 * Lays a pathway out in layers: groups below each other in the order in which they come, the steps of each from left to right by
 * what comes first. Pure.
 */
export function layOut(content: PathwayContent): MapLayout {
  const ids = content.groups.map(({ id }) => id);
  const after = new Map(content.groups.map((group) => [group.id, group.after.map(({ id }) => id)]));
  const depths = depthsOf(ids, (id) => after.get(id) ?? []);
  const ordered = [...content.groups].sort(
    (a, b) => (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0),
  );
  const blocks = new Map(ordered.map((group) => [group, blocksOf(layersOf(group))]));
  const width = widthFor(
    blocks.values(),
    ordered.some(({ milestone }) => milestone !== undefined),
  );
  const groups: PlacedGroup[] = [];
  let y = MARGIN;
  for (const [group, some] of blocks) {
    const placed = placeGroup(group, some, y, width);
    groups.push(placed);
    y += placed.box.height + 26;
  }
  if (content.milestone === undefined) return { width, height: y + FOOT, groups };
  const wide = Math.min(WHOLE_WIDTH, width - 2 * MARGIN);
  const whole = { x: (width - wide) / 2, y, width: wide, height: 64 };
  return { width, height: y + 64 + FOOT, groups, whole };
}

/** The same for those who read from right to left. */
export function mirrored(layout: MapLayout): MapLayout {
  const flip = (box: Box): Box => ({ ...box, x: layout.width - box.x - box.width });
  return omitUndefined({
    ...layout,
    whole: layout.whole && flip(layout.whole),
    groups: layout.groups.map(({ id, box, steps, milestone }) =>
      omitUndefined({
        id,
        box: flip(box),
        steps: new Map([...steps].map(([step, at]) => [step, flip(at)] as const)),
        milestone: milestone && flip(milestone),
      }),
    ),
  });
}
