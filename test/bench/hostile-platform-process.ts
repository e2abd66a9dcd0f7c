import { startHostilePlatform } from '../security/hostile-platform.js';

interface Wish {
  readonly harm: string;
  readonly around: readonly [string, string];
}

/** A hostile platform in a process of its own: what it does to send is not what reading takes. */
const platform = await startHostilePlatform();
process.on('message', ({ harm, around }: Wish) => {
  platform.answer(harm, around);
  process.send?.('ready');
});
process.on('disconnect', () => process.exit(0));
process.send?.(platform.url);
