import type { CutOrder } from './store-proxy.js';
import { workOnce, type Worker, type World } from './world.js';

/** Status lists that look full: the next badge has to close one and to open another. */
async function fillStatusLists({ laurel }: World): Promise<void> {
  const lists = laurel.store.connection.collection('statusLists');
  await lists.updateMany({ isOpen: true }, { $set: { given: 98_304 } });
}

/**
 * Has a worker do everything, and kills it at one of its writes: its connection to the store ends, and so do its
 * connections to the platform. It is ended in any case.
 * @returns the write it was killed at; null when it was done before it came to that
 */
export async function killAt(
  world: World,
  worker: Worker,
  order: CutOrder,
): Promise<string | null> {
  const { faults } = world.open.platform;
  const { proxy } = worker;
  await fillStatusLists(world);
  let death: Promise<void> | null = null;
  let step: string | null = null;
  proxy.arm(order, () => {
    step = proxy.writes.at(-1) ?? '';
    if (order.when === 'blip') return;
    // What died calls nobody any more.
    faults.outage = true;
    death = worker.end();
  });
  const left = await workOnce(world, worker).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  await (death ?? worker.end());
  faults.outage = false;
  // Whoever was not killed has no excuse.
  if (step === null && left) throw left.error;
  return step;
}
