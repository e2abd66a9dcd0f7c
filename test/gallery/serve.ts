import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { openDrawing, type Drawing } from './draw.js';

/** A gallery that can be walked through: people in a browser, and checks of every page. */
export interface Gallery {
  readonly url: string;
  readonly drawing: Drawing;
  /** The path of every page in a language, with what it shows. */
  pages(language: string): readonly { readonly path: string; readonly title: string }[];
  close(): Promise<void>;
}

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (one) => `&#${String(one.codePointAt(0))};`);

/** A picture where the gallery has none: the pages show what people have made. */
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120"><circle cx="60" cy="60" r="56" fill="#1f6a4d"/></svg>';

function indexPage({ states, views, languages }: Drawing): string {
  const rows = views.map((view) => {
    const own = states.flatMap((state, at) => (state.view === view ? [{ state, at }] : []));
    const links = own.map(({ state, at }) => {
      const all = languages.map((code) => `<a href="/state/${at}/${code}">${code}</a>`).join(' ');
      return `<li>${all} · ${escape(state.name)}</li>`;
    });
    const none = '<li>in no state: GALLERY=write keeps some</li>';
    return `<h2 id="${view}">${view} (${own.length})</h2><ul>${links.join('') || none}</ul>`;
  });
  const toc = views.map((view) => `<a href="#${view}">${view}</a>`).join(' · ');
  const parts = languages.map((code) => `<a href="/parts/${code}">${code}</a>`).join(' ');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title><body><h1>Gallery</h1><p>Every view in every state that the tests have drawn.</p><p>Parts of the design system: ${parts}</p><nav>${toc}</nav>${rows.join('')}</body></html>`;
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const CACHED = { maxAge: 3_600_000 };
const checkFile = (name: string) =>
  name === 'axe.min.js' ? AXE : path.join(import.meta.dirname, 'check', 'in-page.js');

/** @param port wished for; 0: any free one */
export async function startGallery(port = 0): Promise<Gallery> {
  const drawing = openDrawing();
  const app = express();
  // These carry a launch on elsewhere: their pages stay to be looked at.
  app.get(/^\/public\/lti\//, (_req, res) => res.type('js').send(''));
  app.use(...drawing.assets.serve);
  app.get('/', (_req, res) => res.type('html').send(indexPage(drawing)));
  app.get('/parts/:language{/:frame}', (req, res) => {
    const { language, frame } = req.params;
    res.type('html').send(drawing.drawParts(language, frame !== undefined));
  });
  // What looks at pages (check/).
  app.get('/check/:file', (req, res) => res.sendFile(checkFile(req.params.file), CACHED));
  app.get('/state/:at/:language', (req, res, next) => {
    const state = drawing.states[Number(req.params.at)];
    if (state === undefined) return next();
    const type = state.kind === 'text' ? 'text' : 'html';
    res.type(type).send(drawing.draw(state, req.params.language));
  });
  app.get(/\.(?:png|svg)$/, (_req, res) => res.type('svg').send(PICTURE));
  app.get('/achievements/art.svg', (_req, res) => res.type('svg').send(PICTURE));
  const server = app.listen(port, '127.0.0.1');
  await new Promise<void>((done, failed) => {
    server.once('listening', done);
    server.once('error', failed);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drawing,
    pages: (language) => [
      { path: `/parts/${language}`, title: 'parts' },
      { path: `/parts/${language}/frame`, title: 'parts, in a frame' },
      ...drawing.states.flatMap(({ kind, view, name }, at) =>
        kind === 'text' ? [] : { path: `/state/${at}/${language}`, title: `${view}: ${name}` },
      ),
    ],
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
