// Verifies in the browser. Without this script the form is sent to the server, which does the same.
import { takeInput } from './verify-input.js';
import { LIMITS, buildResultView, nameKey, verify } from './verify.bundle.js';

const { words, issuers } = JSON.parse(document.querySelector('#verify-block').textContent);
const form = document.querySelector('#verify-form');
const result = document.querySelector('#verify-result');
const template = document.querySelector('#verify-template').content;
const tags = document.querySelector('#verify-tags').content;

const say = (key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Fetches documents of this server alone; the service worker caches them. */
async function fetchJson(address, cache = 'default') {
  const url = new URL(address);
  if (url.host !== location.host) throw new Error('another site');
  const answer = await fetch(url.pathname, { credentials: 'omit', cache });
  if (!answer.ok) throw new Error(`${url.pathname} answers ${answer.status}`);
  return answer.json();
}

const environment = (email) => ({
  now: () => new Date(),
  fetchJson: (address) => fetchJson(address),
  fetchNew: (address) => fetchJson(address, 'no-cache'),
  recognise: (id) => issuers.find((issuer) => issuer.id === id)?.name ?? null,
  findNamesake: (name) =>
    issuers.find((issuer) => issuer.name && nameKey(issuer.name) === nameKey(name))?.id ?? null,
  email: email === '' ? undefined : email,
});

/** Asks the server for what the browser may not fetch from elsewhere; null while the server is away. */
async function askServer(input, email, compare) {
  const body = new FormData();
  body.set('file', new Blob([input]), 'badge');
  if (email !== '') body.set('email', email);
  if (compare) body.set('compare', 'yes');
  try {
    const answer = await fetch('/api/verify', { method: 'POST', body });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

const contained = document.querySelector('#verify-contained').content;
const endorsed = document.querySelector('#verify-endorsed').content;

const VERIFIED = new Set(['open-badge-3', 'learner-record', 'endorsement']);

/** Whether the server may find out more: what a browser may not fetch, of the badge or of what endorses it. */
const isOpen = ({ verdict, kind, checks }) =>
  VERIFIED.has(kind) &&
  (verdict === 'unknown' ||
    checks.some(({ name, outcome }) => name === 'endorsement' && outcome === 'unknown'));

function tagFor(kind, text) {
  const index = ['success', 'warn', 'error'].indexOf(kind);
  const tag = tags.children[index].cloneNode(true);
  tag.lastChild.textContent = text;
  return tag;
}

function make(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** Puts a part of the result into its place, or takes the place away. */
function fill(whole, slot, isThere, put) {
  const place = whole.querySelector(`[data-slot=${slot}]`);
  if (isThere) put(place);
  else place.remove();
}

function showCompared(place, { title, texts, rows }) {
  place.querySelector('[data-slot=compared-title]').textContent = title;
  const table = place.querySelector('table');
  const [before, now] = [...table.querySelectorAll('th')].slice(1).map((th) => th.textContent);
  table.before(...texts.map((text) => make('p', text)));
  for (const row of rows) {
    const [head, old, fresh] = [make('th', row.label), make('td', ''), make('td', '')];
    head.scope = 'row';
    old.dataset.label = before;
    fresh.dataset.label = now;
    old.append(make('bdi', row.before));
    fresh.append(make('bdi', row.now));
    const line = document.createElement('tr');
    line.append(head, old, fresh);
    table.querySelector('tbody').append(line);
  }
  if (rows.length === 0) table.remove();
}

function listChecks(list, lines) {
  for (const line of lines) {
    const item = document.createElement('li');
    const parts = [tagFor(line.kind, line.outcome), make('strong', line.name)];
    item.append(...parts.flatMap((part) => [part, ' ']), make('span', line.detail));
    list.append(item);
  }
}

/** One badge of a learner record, with each of its checks. */
function showContained({ name, by, kind, title, lines, language }) {
  const item = contained.firstElementChild.cloneNode(true);
  const [nameAt, byAt] = item.querySelectorAll('bdi');
  nameAt.textContent = name;
  byAt.textContent = by;
  if (language) nameAt.parentElement.lang = language;
  item.prepend(tagFor(kind === 'info' ? 'success' : kind, title), ' ');
  listChecks(item.querySelector('.checks'), lines);
  return item;
}

/** One endorsement: how it stands, whose it is, what it says. */
function showEndorsed({ name, comment, kind, title, lines }) {
  const item = endorsed.firstElementChild.cloneNode(true);
  item.querySelector('bdi').textContent = name;
  const said = item.querySelector('blockquote');
  if (comment) said.textContent = comment;
  else said.remove();
  item.prepend(tagFor(kind, title), ' ');
  listChecks(item.querySelector('.checks'), lines);
  return item;
}

function showCriteria(place, { criteria, language }) {
  const text = place.querySelector('div');
  if (language) text.lang = language;
  text.textContent = criteria;
  // Markdown as the server renders it: no HTML of the author's, no pictures, links to http, https and mailto alone.
  import('./markdown.bundle.js').then(
    ({ renderMarkdown }) => (text.innerHTML = renderMarkdown(criteria)),
    () => (text.style.whiteSpace = 'pre-line'),
  );
}

function showTime(place, at) {
  const time = place.querySelector('time');
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleString(document.documentElement.lang);
}

/** The page's heading and title say what was found: "Valid: Data analysis". */
function showHeading(heading) {
  document.querySelector('h1').replaceChildren(make('bdi', heading));
  document.title = `${heading} · ${document.title.split(' · ').at(-1)}`;
  document.querySelector('.page-header .lead, header .lead')?.remove();
}

function show(view, by) {
  const whole = template.cloneNode(true);
  for (const notice of whole.querySelectorAll('[data-kind]')) {
    if (notice.dataset.kind !== view.kind) notice.remove();
    else {
      notice.hidden = false;
      const [title, text] = notice.querySelectorAll('p');
      title.textContent = view.title;
      text.textContent = view.text;
      if (view.link) {
        const link = make('a', view.link.text);
        link.href = view.link.href;
        const line = document.createElement('p');
        line.append(link);
        text.after(line);
      }
    }
  }
  whole.querySelector('[data-slot=by]').textContent = by;
  fill(whole, 'facts', view.facts.length > 0, (facts) => {
    for (const { label, value, lang } of view.facts) {
      const said = make('dd', value);
      if (lang) said.lang = lang;
      facts.querySelector('dl').append(make('dt', label), said);
    }
  });
  fill(whole, 'criteria', view.criteria, (place) => showCriteria(place, view));
  fill(whole, 'compared', view.compared, (place) => showCompared(place, view.compared));
  fill(whole, 'at', view.at, (place) => showTime(place, view.at));
  listChecks(whole.querySelector('.checks'), view.lines);
  fill(whole, 'contained', view.contained?.length > 0, (place) =>
    place.querySelector('ul').append(...view.contained.map(showContained)),
  );
  fill(whole, 'endorsed', view.endorsed?.length > 0, (place) =>
    place.querySelector('ul').append(...view.endorsed.map(showEndorsed)),
  );
  showHeading(view.heading);
  result.replaceChildren(whole);
  result.hidden = false;
  result.focus();
  result.scrollIntoView({ block: 'start' });
}

function showProblem(text) {
  const title = words['verify.failed'];
  show({ kind: 'error', heading: title, title, text, facts: [], lines: [] }, '');
}

async function inputOf(data) {
  const file = data.get('file');
  if (file?.size > 0)
    return file.size > LIMITS.imageBytes ? null : new Uint8Array(await file.arrayBuffer());
  return data.get('badge').trim();
}

async function verifyHere(data) {
  const email = data.get('email').trim();
  const input = await inputOf(data);
  if (input === null) return showProblem(words['verify.tooLarge']);
  if (input.length === 0) return showProblem(words['verify.nothing']);
  const here = await verify(input, environment(email));
  const compare = data.get('compare') === 'yes';
  const there = compare || isOpen(here) ? await askServer(input, email, compare) : null;
  // A newer version of a badge of this site is at the badge's own address.
  const found = there ?? here;
  const id = String(found.credential?.id);
  const isOwn = id.startsWith(`${location.origin}/`);
  if (found.newer && !found.newer.url && isOwn) found.newer.url = id;
  // The badge's issuer counts how often it is verified, not by whom.
  if (isOwn && found.checks.some(({ name, outcome }) => name === 'proof' && outcome === 'pass'))
    fetch(`/verify/seen?badge=${encodeURIComponent(id)}`, { credentials: 'omit' }).catch(() => {});
  const by = words[there === null ? 'verify.byBrowser' : 'verify.byBoth'];
  show(buildResultView(found, say, document.documentElement.lang), by);
  form.reset();
}

takeInput(form);

form.addEventListener('submit', (event) => {
  const data = new FormData(form);
  // The server fetches a badge that is given by its address.
  if (/^https?:\/\/\S+$/i.test(data.get('badge').trim()) && !(data.get('file')?.size > 0)) return;
  event.preventDefault();
  event.stopPropagation();
  verifyHere(data).catch(() => showProblem(''));
});

// The page, the verifier and the issuers' keys are cached in this browser for when the server is away.
if ('serviceWorker' in navigator)
  navigator.serviceWorker.register('/verify/worker.js', { scope: '/verify' }).catch(() => {});
