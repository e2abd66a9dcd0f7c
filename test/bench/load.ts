import http from 'node:http';

/**
 * Asks one address over kept connections for a while: `load.ts <url> <ms> <connections> [tag]`; with the entity tag of what
 * it has, by which it is told that it need not be sent.
 */
const [url = '', ms = '1000', connections = '16', tag] = process.argv.slice(2);
const expected = tag === undefined ? 200 : 304;
const held = tag === undefined ? {} : { 'if-none-match': tag };
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) });
const end = performance.now() + Number(ms);
const times: number[] = [];

const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const headers = { accept: 'text/html', 'accept-language': 'en', ...held };
    http
      .get(url, { agent, headers }, (res) => {
        if (res.statusCode !== expected) reject(new Error(`status ${res.statusCode ?? 0}`));
        res.resume().on('end', () => {
          times.push(performance.now() - start);
          resolve();
        });
      })
      .on('error', reject);
  });

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < end) await ask();
  }),
);
times.sort((a, b) => a - b);
console.log(JSON.stringify({ done: times.length, p99Ms: times[Math.floor(times.length * 0.99)] }));
process.exit(0);
