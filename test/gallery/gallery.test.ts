import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGallery, type Gallery } from './serve.js';
import { traitsOf, withoutRepeats } from './states.js';

let gallery: Gallery;
beforeAll(async () => {
  gallery = await startGallery();
});
afterAll(() => gallery.close());

describe('the gallery', () => {
  it('shows every view there is', () => {
    const { views, states } = gallery.drawing;
    const shown = new Set(states.map(({ view }) => view));
    expect(views.filter((view) => !shown.has(view))).toEqual([]);
  });

  it('shows each mail in both of its forms', () => {
    const formsOf = (wanted: 'page' | 'text') => [
      ...new Set(
        gallery.drawing.states
          .filter(({ view, kind }) => view.startsWith('mail/') && kind === wanted)
          .map(({ view }) => view),
      ),
    ];
    expect(formsOf('page')).toEqual(formsOf('text'));
  });

  it('shows no view that is gone', () => {
    const { views, states } = gallery.drawing;
    expect(states.map(({ view }) => view).filter((view) => !views.includes(view))).toEqual([]);
  });

  it('keeps no state that shows nothing new of its view', () => {
    const { states } = gallery.drawing;
    expect(withoutRepeats(states)).toHaveLength(states.length);
  });

  it.each(['en', 'ar'])('draws each of them in %s', (language) => {
    const dir = language === 'ar' ? 'rtl' : 'ltr';
    for (const state of gallery.drawing.states) {
      const html = gallery.drawing.draw(state, language);
      const about = `${state.view}: ${state.name}`;
      expect(html.length, about).toBeGreaterThan(0);
      expect(html, about).not.toMatch(/\[object \w+\]|\bundefined\b|\bNaN\b/);
      if (state.kind === 'page') expect(html, about).toContain(`dir="${dir}"`);
    }
  });

  it('has an index that leads to each of them, and its pages have their style', async () => {
    const index = await (await fetch(gallery.url)).text();
    const { states } = gallery.drawing;
    for (const at of states.keys()) expect(index).toContain(`href="/state/${at}/ar"`);
    const [first] = gallery.pages('en');
    const page = await (await fetch(`${gallery.url}${first?.path ?? ''}`)).text();
    const style = /href="(\/public\/laurel\.css[^"]*)"/.exec(page)?.[1] ?? '';
    expect((await fetch(`${gallery.url}${style}`)).status).toBe(200);
    expect((await fetch(`${gallery.url}/state/${states.length}/en`)).status).toBe(404);
  });
});

describe('traitsOf', () => {
  const around = { session: true, frame: false, back: false };
  const traits = (model: Record<string, unknown>) => [...traitsOf({ model, around })];

  it('tells states by what is there, by the length of lists and by words of the program', () => {
    expect(traits({ badges: [] })).toContain('badges[]=none');
    expect(traits({ badges: [{ state: 'earned' }, { state: 'earned' }] })).toEqual(
      expect.arrayContaining(['badges[]=some', 'badges[].state=earned']),
    );
    expect(traits({ done: '' })).toContain('done=no');
  });

  it('does not tell them by what somebody has typed', () => {
    const first = traits({ title: 'A title of two words', at: new Date(0) });
    const second = traits({ title: 'Another one', at: new Date(1) });
    expect(first).toEqual(second);
  });
});
