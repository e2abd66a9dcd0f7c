import { omitUndefined, type Settings } from '../base/index.js';
import type { Web } from '../web/index.js';
import type { RenderedMail, SchoolOf } from './mail.js';

/** A picture with its size: mail programs do not all keep to a greatest one. */
export interface MailPicture {
  /** Of this installation. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** How a school's mail looks: the model of views/layouts/mail.hbs. */
export interface MailBrand {
  readonly name: string;
  readonly logo?: MailPicture;
  /** For programs that show mail on a dark ground. */
  readonly darkLogo?: MailPicture;
  /** Colours, `#rrggbb`: of what stands out, and of what is written on it. */
  readonly accent: string;
  readonly ink: string;
  readonly darkAccent: string;
  readonly darkInk: string;
}

/** Of a deployment as it is now; null while there is none. */
export type FindMailBrand = (of: SchoolOf) => Promise<MailBrand | null>;

/** What is sealed of a mail until it is sent. */
export interface Letter {
  readonly to: string;
  readonly model: Record<string, unknown>;
  readonly unsubscribe?: string;
  readonly replyTo?: string;
  readonly school?: SchoolOf;
}

export interface RenderMailDeps {
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'renderMail' | 'renderText' | 'chooseLocale'>;
  readonly findBrand?: FindMailBrand;
}

/** Of mail that no school sends: this program's own colours. */
const OWN = { accent: '#1f6a4d', ink: '#ffffff', darkAccent: '#86d0aa', darkInk: '#0d2318' };

/** A mail as its reader gets it, in the brand that its school has now. */
export async function renderMail(
  deps: RenderMailDeps,
  view: string,
  { to, model: said, unsubscribe, replyTo, school }: Letter,
  language: string | undefined,
): Promise<RenderedMail> {
  const { web, settings, findBrand } = deps;
  const { publicUrl } = settings;
  const locale = web.chooseLocale(language === undefined ? [] : [language]);
  const subject = locale.t(`mail.${view}.subject`, said).replace(/\s+/g, ' ');
  const { host } = new URL(publicUrl);
  const brand = school === undefined ? null : ((await findBrand?.(school)) ?? null);
  const colours = brand ?? OWN;
  const model = { publicUrl, ...said, title: subject, host, brand, colours };
  const text = web.renderText(view, model, locale.code).trimEnd();
  // What a mail says is partly a tenant's word; who sends it is not.
  const foot = [
    ...(brand === null ? [] : [locale.t('certificate.issuedWith')]),
    locale.t('web.mail.footer', { host }),
  ].join('\n');
  return omitUndefined({
    to,
    subject,
    text: `${brand === null ? '' : `${brand.name}\n\n`}${text}\n\n-- \n${foot}\n`,
    html: web.renderMail(view, model, locale.code),
    unsubscribe,
    replyTo,
  });
}
