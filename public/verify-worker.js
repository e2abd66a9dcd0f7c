// Keeps the page that verifies, the verifier and the issuer's keys, so that badges verify while the server is away.
const CACHE = 'laurel-verify-1';
const KEPT = ['/verify', '/.well-known/did.json'];
const FILES = /^\/(public\/|status\/|issuers\/)/;

async function keep(request, answer) {
  if (answer.ok && answer.type === 'basic')
    await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

/** The network first: what is kept is for when there is none. */
async function fresh(request, key = request) {
  try {
    return await keep(key, await fetch(request));
  } catch (error) {
    // The page may ask for a file under another version than the kept one.
    const kept = await caches.match(key, { ignoreVary: true, ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

/** The page itself and what it names: a first visit is enough. */
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT);
  const page = await (await cache.match('/verify')).text();
  const files = [...page.matchAll(/(?:src|href)="(\/public\/[^"]+)"/g)].map(([, file]) => file);
  await cache.addAll([...new Set([...files, '/public/verify.bundle.js'])]);
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
