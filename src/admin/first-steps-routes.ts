import { Router, type Request } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import type { AdminDeps } from './admin-page.js';
import { TICKED, tickId, type FirstStep } from './first-steps.js';
import type { StepStore } from './step-store.js';
import { nothingHere, withinOf, type Visitors } from './visitor.js';

const tickSchema = z.object({ step: z.enum(TICKED), tick: z.enum(['set', 'unset']) });

/** @returns the card of the first steps in the reader's words; it is shown until all are done, and when it is asked for */
export function firstStepsCard(req: Request, steps: readonly FirstStep[]) {
  const say = (key: string, values = {}) => req.t(`admin.steps.${key}`, values);
  const done = steps.filter(({ isDone }) => isDone).length;
  const isWhole = done === steps.length;
  return {
    isShown: !isWhole || req.query['steps'] === 'all',
    sum: say('sum', { done, total: steps.length }),
    list: steps.map(({ name, isDone, found, platform = '', next, tick }) => ({
      name,
      tag: say(isDone ? 'done' : 'todo'),
      kind: isDone ? 'success' : 'warn',
      title: say(`${name}.title`),
      text: say(`${name}.${found}`, { name: platform }),
      next: next && { href: next, label: say(`${name}.next`) },
      tick: tick && { value: tick, label: say(`${name}.${tick}`) },
    })),
  };
}

/** The route by which an administrator ticks what Laurel cannot see, and takes it back. */
export function createFirstStepsRoutes(
  { web, audit, steps }: Pick<AdminDeps, 'web' | 'audit'> & { readonly steps: StepStore },
  visitors: Visitors,
): Router {
  const router = Router();
  router.post('/admin/steps', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, tickSchema);
    if (!form.ok) throw nothingHere();
    const { step, tick } = form.value;
    // The copy of key and store is the operator's.
    if (step === 'backup' && visitor.platformId !== null) throw nothingHere();
    const id = tickId(step, visitor);
    const isTicked = (await steps.find(id)) !== null;
    await (tick === 'set' ? steps.tick(id) : steps.untick(id));
    if (isTicked !== (tick === 'set'))
      await audit.record({
        actor: visitor.actor,
        action: tick === 'set' ? 'step.ticked' : 'step.unticked',
        subject: `step:${step}`,
        ...withinOf(visitor),
      });
    web.proceed(res, '/admin?steps=all');
  });
  return router;
}
