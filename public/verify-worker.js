// Caches the page that verifies, the verifier and the issuers' keys, so that badges can be verified while the server is
// away.
const CACHE = 'laurel-verify-2';
const KEPT = ['/verify', '/.well-known/did.json'];
/** What the scripts of the page ask for; `verify.bundle.js` names no hash. */
const PARTS = ['verify.bundle.js', 'verify-input.js', 'markdown.bundle.js', 'qr.bundle.js'].map(
  (name) => `/public/${name}`,
);
const FILES = /^\/(public\/|status\/|issuers\/)/;

async function keep(request, answer) {
  if (answer.ok && answer.type === 'basic')
    await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

/** Asks the network first; the cache is for when there is none. */
async function fresh(request, key = request) {
  try {
    return await keep(key, await fetch(request));
  } catch (error) {
    // A page may request a file in another version than the cached one.
    const kept = await caches.match(key, { ignoreVary: true, ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

/** Caches the page and the files that it names, so that one visit is enough. */
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT);
  const page = await (await cache.match('/verify')).text();
  const files = [...page.matchAll(/(?:src|href)="(\/public\/[^"]+)"/g)].map(([, file]) => file);
  await cache.addAll([...new Set([...files, ...PARTS])]);
}

self.addEventListener('install', (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => {
  const old = (names) =>
    names.filter((name) => name.startsWith('laurel-verify-') && name !== CACHE);
  const drop = caches
    .keys()
    .then((names) => Promise.all(old(names).map((name) => caches.delete(name))));
  event.waitUntil(drop.then(() => self.clients.claim()));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fresh(request, '/verify'));
  else if (FILES.test(url.pathname) || KEPT.includes(url.pathname))
    event.respondWith(fresh(request));
});
