import type { After, PathwayContent, Step } from '../model/pathway.js';
import type { Progress, StepState } from '../model/progress.js';
import { HEAD, layOut, mirrored, type Box, type MapLayout } from './lay-out.js';

/** What a map says beside the pathway's own words. */
export interface MapWords {
  readonly title: string;
  readonly states: Readonly<Record<StepState, string>>;
  readonly optional: string;
  readonly milestone: string;
  /** By the group's id: its level and how much of it is needed. */
  readonly groups: ReadonlyMap<string, string>;
}

/** Writes words around a baseline. @param at `width` is the most that a line may take, `lines` how many there may be; what is longer is cut */
export type WriteText = (
  text: string,
  at: {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly width: number;
    readonly lines: number;
  },
  look: { readonly bold?: boolean; readonly soft?: boolean; readonly isEnd: boolean },
) => string;

export interface MapOrder {
  readonly content: PathwayContent;
  /** Absent: nobody's, as on a public page. */
  readonly progress?: Progress | undefined;
  readonly words: MapWords;
  readonly isRtl: boolean;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const rect = ({ x, y, width, height }: Box, look: string, radius = 10): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${width}" height="${round(height)}" rx="${radius}" class="${look}"/>`;

/** A sign for each state, each of another shape: a tick, a half disc, an arrow, a padlock. */
const SIGNS: Record<StepState, string> = {
  done: '<circle r="9" class="sign-fill"/><path d="M-4 0l3 3.2 5.4-6.4" class="sign-line"/>',
  'under-way':
    '<circle r="8.5" class="sign-ring"/><path d="M0-8.5a8.5 8.5 0 0 1 0 17z" class="sign-fill"/>',
  next: '<path d="M-8-8h7l8 8-8 8h-7l8-8z" class="sign-fill"/>',
  locked:
    '<rect x="-7" y="-1" width="14" height="10" rx="2" class="sign-fill"/><path d="M-4-1v-4a4 4 0 0 1 8 0v4" class="sign-ring"/>',
};

/** How wide a box is that has room for “milestone” and its state in every language. */
const ROOM_FOR_BOTH = 200;

const STAR = 'M0-10l3 6.4 7 .9-5.1 4.9 1.3 7L0 5.8l-6.2 3.4 1.3-7-5.1-4.9 7-.9z';

/** An edge to a step of the same row that is not the next one: around those between, not behind them. */
function edgeBelow(from: Box, to: Box, kind: After['kind']): string {
  const [x1, x2] = [from, to].map((box) => round(box.x + box.width / 2));
  const y = round(from.y + from.height);
  return `<path d="M${x1} ${y}C${x1} ${y + 16} ${x2} ${y + 16} ${x2} ${y}" class="edge ${kind}" marker-end="url(#map-tip)"/>`;
}

function edge(from: Box, to: Box, { kind }: Pick<After, 'kind'>, isRtl: boolean): string {
  const side = isRtl ? -1 : 1;
  const ahead = side * (to.x - from.x);
  if (ahead > 2 * from.width && from.y === to.y) return edgeBelow(from, to, kind);
  const isBeside = ahead > 0;
  const [x1, y1] = isBeside
    ? [from.x + (isRtl ? 0 : from.width), from.y + from.height / 2]
    : [from.x + from.width / 2, from.y + from.height];
  const [x2, y2] = isBeside
    ? [to.x + (isRtl ? to.width : 0), to.y + to.height / 2]
    : [to.x + to.width / 2, to.y];
  const bend = isBeside
    ? `C${round(x1 + side * 16)} ${round(y1)} ${round(x2 - side * 16)} ${round(y2)}`
    : `C${round(x1)} ${round(y1 + 20)} ${round(x2)} ${round(y2 - 20)}`;
  return `<path d="M${round(x1)} ${round(y1)}${bend} ${round(x2)} ${round(y2)}" class="edge ${kind}" marker-end="url(#map-tip)"/>`;
}

/** Paints maps with what writes their words. */
class Painter {
  private readonly layout: MapLayout;
  constructor(
    private readonly order: MapOrder,
    private readonly write: WriteText,
  ) {
    const plain = layOut(order.content);
    this.layout = order.isRtl ? mirrored(plain) : plain;
  }

  /** A line that begins where reading begins. */
  private line(
    text: string,
    box: Box,
    down: number,
    size: number,
    look: { bold?: boolean; soft?: boolean; inset?: number; lines?: number } = {},
  ): string {
    const { inset = 12, lines = 1, ...rest } = look;
    const isEnd = this.order.isRtl;
    const x = isEnd ? box.x + box.width - inset : box.x + inset;
    const width = box.width - inset - 10;
    return this.write(
      text,
      { x: round(x), y: round(box.y + down), size, width, lines },
      { ...rest, isEnd },
    );
  }

  private step(step: Step, box: Box): string {
    const { progress, words, isRtl } = this.order;
    const own = progress?.groups.flatMap(({ steps }) => steps).find(({ id }) => id === step.id);
    const state = own?.state;
    const optional = step.isOptional ? words.optional : '';
    const said = [state === undefined ? '' : words.states[state], optional].filter(Boolean);
    const look = `node ${state ?? 'plain'}${step.isOptional ? ' optional' : ''}`;
    const at = isRtl ? box.x + box.width - 18 : box.x + 18;
    const sign =
      state === undefined
        ? ''
        : `<g transform="translate(${round(at)} ${round(box.y + 51)})${isRtl && state === 'next' ? ' scale(-1 1)' : ''}" class="sign ${state}">${SIGNS[state]}</g>`;
    const double =
      state === 'next'
        ? rect(
            { x: box.x + 3, y: box.y + 3, width: box.width - 6, height: box.height - 6 },
            'inner',
            8,
          )
        : '';
    return (
      `<g>${rect(box, look)}${double}${this.line(step.what.name, box, 26, 13.5, { bold: true, lines: 2 })}${sign}` +
      `${said.length > 0 ? this.line(said.join(' · '), box, 55, 12, { soft: true, inset: state === undefined ? 12 : 34 }) : ''}</g>`
    );
  }

  private milestone(name: string, box: Box, isDone: boolean, hasProgress: boolean): string {
    const { words, isRtl } = this.order;
    const at = isRtl ? box.x + box.width - 22 : box.x + 22;
    const state = words.states[isDone ? 'done' : 'locked'];
    // The star says that it is a milestone; in a narrow box the state is not cut for the word.
    const both = box.width < ROOM_FOR_BOTH ? state : `${words.milestone} · ${state}`;
    const said = hasProgress ? both : words.milestone;
    const look = `milestone ${isDone ? 'done' : 'open'}`;
    const middle = box.height / 2;
    return (
      `<g>${rect(box, look, 18)}<path d="${STAR}" transform="translate(${round(at)} ${round(box.y + middle)})" class="star ${isDone ? 'done' : 'open'}"/>` +
      `${this.line(name, box, middle - 6, 13.5, { bold: true, inset: 42, lines: 2 })}${this.line(said, box, middle + 22, 12, { soft: true, inset: 42 })}</g>`
    );
  }

  paint(attributesFor: (width: number) => string): string {
    const { content, progress, words, isRtl } = this.order;
    const { layout } = this;
    const boxes = new Map<string, Box>();
    for (const { id, box, steps } of layout.groups) {
      boxes.set(id, box);
      for (const [step, at] of steps) boxes.set(step, at);
    }
    const edges: string[] = [];
    const join = (to: Box | undefined, after: readonly After[]) => {
      for (const one of after) {
        const from = boxes.get(one.id);
        if (from && to) edges.push(edge(from, to, one, isRtl));
      }
    };
    const grounds: string[] = [];
    const parts = layout.groups.map(({ id, box, steps, milestone }) => {
      const group = content.groups.find((one) => one.id === id);
      if (group === undefined) return '';
      join(box, group.after);
      const isDone = progress?.groups.find((one) => one.id === id)?.state === 'done';
      grounds.push(rect(box, `group${isDone ? ' done' : ''}`, 14));
      const nodes = group.steps.map((step) => {
        const at = steps.get(step.id);
        join(at, step.after);
        return at === undefined ? '' : this.step(step, at);
      });
      const head = { ...box, height: HEAD };
      return (
        `<g>${this.line(group.name, head, 22, 15, { bold: true, inset: 18 })}` +
        `${this.line(words.groups.get(id) ?? '', head, 40, 12.5, { soft: true, inset: 18 })}${nodes.join('')}` +
        `${milestone && group.milestone ? this.milestone(group.milestone.name, milestone, isDone, progress !== undefined) : ''}</g>`
      );
    });
    const whole =
      layout.whole && content.milestone
        ? this.milestone(
            content.milestone.name,
            layout.whole,
            progress?.state === 'done',
            progress !== undefined,
          )
        : '';
    const tip =
      '<defs><marker id="map-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0l8 4-8 4z" class="tip"/></marker></defs>';
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${round(layout.height)}" ${attributesFor(layout.width)}>` +
      // Lines run below what they pass: words stay whole.
      `${tip}<g>${grounds.join('')}</g><g>${edges.join('')}</g>${parts.join('')}${whole}</svg>`
    );
  }
}

/**
 * Draws the map of a pathway as SVG. Pure.
 * @param attributesFor the attributes of the `svg` element for the map's width in pixels, with every name escaped
 */
export const paintMap = (
  order: MapOrder,
  write: WriteText,
  attributesFor: (width: number) => string,
): string => new Painter(order, write).paint(attributesFor);
