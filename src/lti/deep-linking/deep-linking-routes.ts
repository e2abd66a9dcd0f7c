import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../../base/index.js';
import { allowFormsTo, requireBound, type Web } from '../../web/index.js';
import type { DeepLinkChoice } from './deep-linking.js';
import type { Guards } from '../launch/guards.js';
import type { Launch } from '../launch/launch.js';

/** The path that a deep linking launch lands on. */
export const DEEP_LINKING_PATH = '/deep-linking';

/** What other rooms offer to be linked. */
export interface DeepLinkOffer {
  readonly choices: readonly DeepLinkChoice[];
  /** The path of a page where a new badge is made; that page leads back here. */
  readonly makePath?: string;
}

interface Deps {
  readonly web: Pick<Web, 'page'>;
  readonly guards: Guards;
  readonly offer: (launch: Launch) => Promise<DeepLinkOffer>;
  readonly respond: (
    launch: Launch,
    choices: readonly DeepLinkChoice[],
  ) => Promise<{ returnUrl: string; jwt: string }>;
}

const schema = z.object({
  badge: z
    .union([z.string(), z.array(z.string()).max(50)])
    .optional()
    .transform((value) => (value === undefined ? [] : [value].flat())),
  cancel: z.string().optional(),
});

/** The routes of the activity chooser: an instructor picks a badge, and the answer is posted to the platform. */
export function createDeepLinkingRoutes(deps: Deps): Router {
  const { web, guards } = deps;
  const router = Router();

  async function requireRequest(req: Request): Promise<Launch> {
    const launch = await guards.requireInstructor(req);
    if (launch.messageType === 'LtiDeepLinkingRequest') return launch;
    throw new InvalidInput('deep_linking_not_asked', 'Your course did not ask for a link.', {
      action: 'Begin in the course: add an activity, and choose Laurel there.',
    });
  }

  async function showChoices(req: Request, res: Response, launch: Launch, problem?: string) {
    const { choices, makePath } = await deps.offer(launch);
    const isOne = launch.deepLinking?.acceptMultiple !== true;
    web.page(
      res,
      'lti/deep-linking',
      {
        title: req.t('lti.deepLinking.title'),
        course: launch.context.title,
        type: isOne ? 'radio' : 'checkbox',
        isOne,
        choices,
        makePath,
        problem,
      },
      problem === undefined ? {} : { status: 422 },
    );
  }

  router.get(DEEP_LINKING_PATH, async (req, res) => {
    await showChoices(req, res, await requireRequest(req));
  });

  router.post(DEEP_LINKING_PATH, async (req, res) => {
    requireBound(req);
    const launch = await requireRequest(req);
    const form = schema.safeParse(req.body);
    const wanted = new Set(form.success ? form.data.badge : []);
    const isCancelled = form.success && form.data.cancel !== undefined;
    const { choices } = await deps.offer(launch);
    const chosen = isCancelled ? [] : choices.filter((choice) => wanted.has(choice.id));
    if (chosen.length === 0 && !isCancelled) {
      return showChoices(req, res, launch, req.t('lti.deepLinking.none'));
    }
    const { returnUrl, jwt } = await deps.respond(launch, chosen);
    allowFormsTo(res, [new URL(returnUrl).origin]);
    res.setHeader('Cache-Control', 'no-store');
    web.page(res, 'lti/deep-linking-response', {
      title: req.t('lti.deepLinking.returning'),
      returnUrl,
      jwt,
    });
  });

  return router;
}
