import { describe, expect, it } from 'vitest';
import { contextHistoryOf } from '../launch/context-history.js';

const historyOf = (context_history: string, id = '9') =>
  contextHistoryOf({
    custom: { context_history },
    context: { id, title: '', label: '', types: [] },
  });

describe('the history of a course', () => {
  it('is the ids the platform names, nearest first, each once', () => {
    expect(historyOf('7, 5,7,3')).toEqual(['7', '5', '3']);
  });

  it('is empty where the platform names none or does not know the variable', () => {
    expect(historyOf('')).toEqual([]);
    expect(historyOf('$Context.id.history')).toEqual([]);
    const context = { id: '9', title: '', label: '', types: [] };
    expect(contextHistoryOf({ custom: {}, context })).toEqual([]);
  });

  it('leaves out the course itself, Canvas’s mark of a cut list and what cannot be an id', () => {
    expect(historyOf('9,7,truncated')).toEqual(['7']);
    expect(historyOf(`${'x'.repeat(256)},a b,\u0000,,5`)).toEqual(['5']);
  });

  it('is bounded, however long the list is', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `c${index}`).join(',');
    expect(historyOf(many)).toHaveLength(200);
  });
});
