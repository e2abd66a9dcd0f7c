import { describe, expect, it } from 'vitest';
import { findCircle, inOrder, neededOf, type RuleInput } from './rule.js';

const gives = (achievementId: string, ...needs: string[]) => ({
  achievementId,
  inputs: needs.map((id): RuleInput => ({ kind: 'badge', id, achievementId: id, name: id })),
});

describe('findCircle', () => {
  it('accepts a chain and a diamond', () => {
    expect(
      findCircle([gives('a'), gives('b', 'a'), gives('c', 'a'), gives('d', 'b', 'c')]),
    ).toBeNull();
  });

  it('finds a badge that asks for itself, directly or through others', () => {
    expect(findCircle([gives('a', 'a')])).toEqual(['a', 'a']);
    expect(findCircle([gives('a', 'b'), gives('b', 'c'), gives('c', 'a')])).toEqual([
      'a',
      'b',
      'c',
      'a',
    ]);
  });

  it('sees a circle through the second rule of a badge', () => {
    expect(findCircle([gives('a'), gives('a', 'b'), gives('b', 'a')])).not.toBeNull();
  });
});

describe('inOrder', () => {
  it('puts a badge before those that ask for it', () => {
    const rules = [gives('d', 'b', 'c'), gives('c', 'a'), gives('b', 'a'), gives('a')];
    const order = inOrder(rules).map((rule) => rule.achievementId);
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('b'));
    expect(order.indexOf('b')).toBeLessThan(order.indexOf('d'));
    expect(order.indexOf('c')).toBeLessThan(order.indexOf('d'));
    expect(order).toHaveLength(4);
  });
});

describe('neededOf', () => {
  it('counts all, any and n of m, never more than there are', () => {
    expect(neededOf({ kind: 'all' }, 3)).toBe(3);
    expect(neededOf({ kind: 'any' }, 3)).toBe(1);
    expect(neededOf({ kind: 'atLeast', count: 2 }, 3)).toBe(2);
    expect(neededOf({ kind: 'atLeast', count: 9 }, 3)).toBe(3);
  });
});
