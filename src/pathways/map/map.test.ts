import { expect, test } from 'vitest';
import { makeGroup, makePathway, makeStep } from '../model/testing/make-pathway.js';
import { progressOf } from '../model/progress.js';
import { layOut, MAP_WIDTH, mirrored, type Box } from './lay-out.js';
import { brokenIn, fitted, pageMap } from './page-map.js';
import { paintMap } from './paint.js';
import { run } from './picture-task.js';

const sixty = makePathway(
  Array.from({ length: 6 }, (_, g) => ({
    ...makeGroup(`g${g}`, [], { milestone: `m${g}`, after: g > 0 ? [`g${g - 1}`] : [] }),
    steps: Array.from({ length: 10 }, (_step, s) =>
      makeStep(`s${g}.${s}`, {
        after: s % 3 === 2 ? [{ id: `s${g}.${s - 1}`, kind: 'hard' }] : [],
      }),
    ),
  })),
);
const words = {
  title: 'Map of <Programme>',
  states: { done: 'Done', 'under-way': 'Under way', next: 'Next', locked: 'Locked' },
  optional: 'optional',
  milestone: 'Milestone',
  groups: new Map(sixty.groups.map(({ id }) => [id, 'all of 10'])),
};

const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

test('sixty steps stand apart, inside of their groups and the map, and behind what comes first', () => {
  const layout = layOut(sixty);
  for (const group of layout.groups) {
    const boxes = [...group.steps.values(), ...(group.milestone ? [group.milestone] : [])];
    expect(group.steps.size).toBe(10);
    for (const [at, box] of boxes.entries()) {
      for (const other of boxes.slice(at + 1)) expect(apart(box, other)).toBe(true);
      expect(box.x >= group.box.x && box.x + box.width <= group.box.x + group.box.width).toBe(true);
      expect(box.y + box.height).toBeLessThanOrEqual(group.box.y + group.box.height);
    }
    expect(group.steps.get(`s${group.id.slice(1)}.2`)!.x).toBeGreaterThan(
      group.steps.get(`s${group.id.slice(1)}.1`)!.x,
    );
  }
  expect(layout.width).toBeLessThanOrEqual(MAP_WIDTH);
  const [first] = mirrored(layout).groups;
  const box = layout.groups[0]!.steps.get('s0.0')!;
  expect(first?.steps.get('s0.0')?.x).toBe(layout.width - box.x - box.width);
});

test('a map names every step and its state in words, which the page escapes', () => {
  const content = makePathway([makeGroup('g', ['a', '<b>'])]);
  const since = new Map([['a', new Date()]]);
  const pieces = pageMap({
    content,
    progress: progressOf(content, { since }),
    words,
    isRtl: false,
  });
  const said = pieces.map(({ text }) => text);
  for (const word of ['Done', 'Next', '<b>', 'Map of <Programme>']) expect(said).toContain(word);
  const markup = pieces.map(({ svg }) => svg).join('');
  expect(markup).not.toContain('<b>');
  expect(markup).not.toMatch(/style=/);
});

test('an edge to a step that is not the next of its row goes below those between', () => {
  const last = makeStep('c', { after: [{ id: 'a', kind: 'hard' }] });
  const group = { ...makeGroup('g', []), steps: [makeStep('a'), makeStep('b'), last] };
  const content = makePathway([group]);
  const { groups, height } = layOut(content);
  const [from, to] = ['a', 'c'].map((id) => groups[0]!.steps.get(id)!) as [Box, Box];
  expect(to.y).toBe(from.y);
  const svg = paintMap(
    { content, words, isRtl: false },
    () => '',
    () => '',
  );
  const path =
    /<path d="M[\d.]+ ([\d.]+)C[\d.]+ ([\d.]+) [\d.]+ [\d.]+ [\d.]+ ([\d.]+)" class="edge hard"/;
  const [, y1, down, y2] = path.exec(svg) ?? [];
  expect([Number(y1), Number(y2)]).toEqual([from.y + from.height, from.y + from.height]);
  expect(Number(down)).toBeGreaterThan(from.y + from.height);
  expect(Number(down)).toBeLessThan(height);
});

test('a long name is cut to its place', () => {
  expect(fitted('short', 200, 13)).toBe('short');
  expect(fitted('a'.repeat(90), 150, 13)).toMatch(/^a{10,25}…$/);
  expect([...fitted('数'.repeat(90), 150, 13)].length).toBeLessThan(13);
});

test('a name is broken between its words before it is cut', () => {
  expect(brokenIn('short', 200, 13, 2)).toEqual(['short']);
  const [first, second] = brokenIn('Presenting results to non-specialists', 150, 13, 2);
  expect([first, second]).toEqual(['Presenting results', 'to non-specialists']);
  expect(brokenIn('Presenting results to non-specialists', 150, 13, 1)[0]).toMatch(/…$/);
  const long = brokenIn('many words '.repeat(9).trim(), 150, 13, 2);
  expect(long).toHaveLength(2);
  expect(long[1]).toMatch(/…$/);
  expect(brokenIn('a'.repeat(90), 150, 13, 2)).toHaveLength(1);
});

test('lines run below the steps that they pass', () => {
  const chain = makePathway([makeGroup('g', ['a', 'b'])]);
  const [group] = chain.groups;
  const [a, b] = group!.steps;
  const joined = { ...b!, after: [{ id: 'a', kind: 'hard' as const }] };
  const content = { ...chain, groups: [{ ...group!, steps: [a!, joined] }] };
  const markup = pageMap({ content, words, isRtl: false })
    .map(({ svg }) => svg)
    .join('');
  expect(markup.indexOf('class="edge')).toBeGreaterThan(markup.indexOf('class="group'));
  expect(markup.indexOf('class="edge')).toBeLessThan(markup.indexOf('class="node'));
});

test('a map of few columns fits into the frame of a platform, and its milestones stand beside its steps', () => {
  const { width, groups } = layOut(
    makePathway([makeGroup('g', ['a', 'b', 'c'], { milestone: 'm' }), makeGroup('h', ['d'])]),
  );
  expect(width).toBeLessThan(820);
  const [{ milestone, steps, box }] = groups as [(typeof groups)[0]];
  for (const step of steps.values()) expect(step.x + step.width).toBeLessThanOrEqual(milestone!.x);
  expect(milestone!.x + milestone!.width).toBeLessThanOrEqual(box.x + box.width);
  const full = layOut(sixty).groups[0]!;
  for (const step of full.steps.values())
    expect(step.x + step.width).toBeLessThanOrEqual(full.milestone!.x);
});

test('the picture is a PNG of sixty steps in its usual width', () => {
  const png = Buffer.from(run({ content: sixty, words, isRtl: true }));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const { width, height } = layOut(sixty);
  expect(png.readUInt32BE(16)).toBe(1.5 * width);
  // Nothing is left empty beside the map: the height follows the width.
  expect(png.readUInt32BE(20) / png.readUInt32BE(16)).toBeCloseTo(height / width, 2);
});
