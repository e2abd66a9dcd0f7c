import { createHash } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';
import { omitUndefined, type Settings } from '../base/index.js';
import type { RenderedMail } from './mail.js';

/** Hands a mail to the mail server. Rejects with nodemailer's error. */
export type SendMail = (mail: RenderedMail & { key: string }) => Promise<void>;

const TIMEOUTS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 };

/** One press in a mail program ends it (RFC 2369, 3.2; RFC 8058, 3.1). */
const unsubscribeHeaders = (address: string) => ({
  'List-Unsubscribe': `<${address}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/**
 * The way to the mail server of SMTP_URL, or null: mail is kept in the outbox.
 * A worker that dies right after the server took a mail has it sent again; the Message-ID stays the same, so
 * that mailboxes show it once (RFC 5322, 3.6.4).
 */
export function createSendMail(settings: Settings): SendMail | null {
  if (settings.smtpUrl === undefined) return null;
  const transport: Transporter = createTransport({ url: settings.smtpUrl, ...TIMEOUTS });
  const { hostname } = new URL(settings.publicUrl);
  const from = settings.mailFrom ?? `Laurel <no-reply@${hostname}>`;
  return async ({ key, to, subject, text, html, embedded = [], unsubscribe, replyTo }) => {
    const id = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const messageId = `<${id}@${hostname}>`;
    // An address is data: the object form keeps it from being read as a list.
    await transport.sendMail({
      from,
      to: { name: '', address: to },
      ...omitUndefined({
        replyTo: replyTo === undefined ? undefined : { name: '', address: replyTo },
      }),
      subject,
      text,
      html,
      messageId,
      attachments: embedded.map(({ cid, png }) => ({
        cid,
        content: Buffer.from(png),
        contentType: 'image/png',
        contentDisposition: 'inline' as const,
        filename: 'badge.png',
      })),
      headers: unsubscribe === undefined ? {} : unsubscribeHeaders(unsubscribe),
    });
  };
}
