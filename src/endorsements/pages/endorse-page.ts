import type { ProofReport } from '../../credentials/index.js';
import type { Translate } from '../../web/index.js';
import { endorsedBy, schoolOf } from '../give/give-deps.js';
import { prepareUnsigned } from '../give/give-signed.js';
import { isProven, proofOf } from '../give/prove.js';
import type { EndorsementDraft, EndorsementInvitation } from '../model/invitation.js';
import { isShownBySignature, MONTHS } from './endorse-form.js';
import type { PageDeps } from './page-deps.js';

/** What a look at one way of proving found. */
export const OUTCOMES = ['found', 'missing', 'unknown'] as const;
const TAG = { found: 'success', missing: 'warn', unknown: 'info' } as const;

const NOTHING = { domain: '', comment: '', months: 0, road: 'hosted', issuerId: '' } as const;

const valuesOf = ({ name, domain, comment, months, road, issuerId = '' }: Typed) => ({
  name,
  domain,
  comment,
  months: String(months),
  road,
  issuerId,
});
type Typed = Pick<EndorsementDraft, 'name' | 'domain' | 'comment' | 'months' | 'road' | 'issuerId'>;

/** What is to be done next: the domain is shown, and the endorsement signed and published. */
function nextOf(draft: EndorsementDraft, now: Date) {
  const isDone = isProven(draft, now);
  const isOwn = draft.road === 'own';
  const needsProof = !isOwn || !isShownBySignature(draft);
  const { name, domain, comment, provenAt } = draft;
  const proof = proofOf(draft);
  const isReady = isOwn && (isDone || !needsProof);
  return { name, domain, comment, provenAt, proof, isOwn, needsProof, isProven: isDone, isReady };
}

/** Builds the model of views/endorsements/invited.hbs: what is endorsed, what was written, and what is to be done next. */
export async function buildEndorsePage(
  deps: PageDeps,
  invitation: EndorsementInvitation,
  t: Translate,
  {
    base,
    form,
    looked,
    isSaved,
  }: {
    readonly base: string;
    /** What the form brings, by which it is known again. */
    readonly form: string;
    readonly looked: ProofReport | undefined;
    readonly isSaved: boolean;
  },
) {
  const { draft, owner, version: number, invitee, expiresAt } = invitation;
  const { version, url, name } = await endorsedBy(deps, invitation);
  const { content } = version;
  const next = draft && nextOf(draft, deps.clock.now());
  return {
    title: t('endorsements.invited.title', { badge: name }),
    noindex: true,
    base,
    mark: form,
    school: await schoolOf(deps, owner),
    expiresAt,
    isSaved,
    badge: {
      name,
      language: content.language,
      description: content.description,
      criteria: content.criteria,
      image: `/achievements/${invitation.achievementId}/versions/${number}/image.svg`,
      alt: content.imageAlt ?? name,
      href: `/achievements/${invitation.achievementId}/versions/${number}`,
      url,
      version: number,
    },
    isRenewal: invitation.renews !== undefined,
    form: { values: valuesOf(draft ?? { ...NOTHING, name: invitee }), errors: {} },
    roads: (['hosted', 'own'] as const).map((value) => ({
      value,
      label: t(`endorsements.invited.road.${value}`),
      help: t(`endorsements.invited.road.${value}Help`),
    })),
    ends: MONTHS.map((months) => ({
      value: String(months),
      label:
        months === 0
          ? t('endorsements.invited.never')
          : t('endorsements.invited.years', { count: months / 12 }),
    })),
    draft: next,
    unsigned: next?.isReady === true ? await prepareUnsigned(deps, invitation) : undefined,
    looked:
      looked &&
      (['dns', 'file'] as const).map((way) => ({
        way: t(`admin.host.method.${way}`),
        kind: TAG[looked[way]],
        text: t(`endorsements.invited.found.${looked[way]}`),
      })),
    signedForm: { values: {}, errors: {} },
  };
}
