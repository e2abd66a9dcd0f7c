/**
 * The platforms of `npm run bench -- watch`, in a process of their own so that only the tool and its store are measured.
 * `watch-platform.ts <platforms> <learners>`
 */
import { startPlainPlatform, type PlainPlatform } from '../support/plain-platform.js';

const [count = 1, learners = 25] = process.argv.slice(2).map(Number);

const platforms: PlainPlatform[] = [];
for (let n = 0; n < count; n += 1) platforms.push(await startPlainPlatform(learners));
process.on('message', () =>
  process.send?.({ calls: platforms.reduce((sum, { calls }) => sum + calls.length, 0) }),
);
process.on('disconnect', () => process.exit(0));
process.send?.({ urls: platforms.map(({ url }) => url) });
