import { describe, expect, it } from 'vitest';
import { keptIds, pairDeployments } from './pair-deployments.js';

const named = (...ids: string[]) => ids.map((deploymentId) => ({ deploymentId }));
const oldOf = (...[fresh, old, chosen]: Parameters<typeof pairDeployments>) =>
  pairDeployments(fresh, old, chosen).pairs.map((pair) => pair.old);

describe('pairDeployments', () => {
  it('lets the one deployment continue the only one there was', () => {
    expect(pairDeployments(named('9'), named('2'))).toEqual({
      pairs: [{ fresh: '9', launchIds: ['9'], old: '2' }],
      left: [],
    });
  });

  it('of several pairs those with the same id, and says which are left', () => {
    const { pairs, left } = pairDeployments(named('a', 'b'), named('a', 'c'));
    expect(pairs.map(({ old }) => old)).toEqual(['a', null]);
    expect(left).toEqual(['c']);
  });

  it('takes what was chosen, and gives no old deployment twice', () => {
    expect(oldOf(named('a', 'b'), named('a', 'c'), { b: 'a' })).toEqual([null, 'a']);
    expect(oldOf(named('a', 'b'), named('a', 'c'), { b: 'c' })).toEqual(['a', 'c']);
    expect(oldOf(named('a'), named('c'), { a: 'stranger' })).toEqual([null]);
  });

  it('goes by the ids that launches name a deployment by', () => {
    const [pair] = pairDeployments([{ deploymentId: '2', launchIds: ['7'] }], named('2')).pairs;
    expect(pair?.launchIds).toEqual(['7']);
  });
});

describe('keptIds', () => {
  it('keeps a further deployment by its own id, or by another where that is taken', () => {
    const pairs = pairDeployments(named('1', '2', '3'), named('1', '2'), { 1: '2', 2: 'none' });
    expect(keptIds(pairs.pairs, named('1', '2'), () => 'x')).toEqual({
      1: '2',
      2: '2~x',
      3: '3',
    });
  });
});
