import { formOf, requestOf } from './mailbox-form.js';
import { presets } from './presets.js';

const preset = (name: string) => {
  const found = presets.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe('what the guide asks the server to try', () => {
  it('uses one login for receiving and sending, named by the address', () => {
    const form = formOf(preset('yandex'), { address: ' info@yandex.ru ', aliases: 'a@x.test, b@x.test' });
    form.imap.password = 'secret';
    expect(requestOf(form)).toEqual({
      mailbox: {
        address: 'info@yandex.ru',
        displayName: '',
        aliases: ['a@x.test', 'b@x.test'],
        imap: {
          host: 'imap.yandex.ru',
          port: 993,
          security: 'tls',
          user: 'info@yandex.ru',
          folders: ['INBOX'],
          sentFolder: null,
          sent: 'found',
          appendSent: true,
        },
        smtp: { host: 'smtp.yandex.ru', port: 465, security: 'tls', user: 'info@yandex.ru' },
        backfillFrom: null,
        plusAddressing: true,
        auth: { kind: 'password' },
        dkim: false,
      },
      imapPassword: 'secret',
      smtpPassword: 'secret',
      consentId: null,
    });
  });

  it('asks for no IMAP where our receiver takes the letters, and sends with its own login', () => {
    const form = formOf(preset('receiver'), { address: 'info@company.test', backfillFrom: '2026-01-31' });
    form.smtp = { ...form.smtp, host: 'relay.test', user: 'u', password: 'p' };
    const asked = requestOf(form);
    expect(asked.mailbox.imap).toBeNull();
    expect(asked.mailbox.smtp).toEqual({ host: 'relay.test', port: 587, security: 'starttls', user: 'u' });
    expect(asked.mailbox.backfillFrom).toBe('2026-01-31T00:00:00.000Z');
    expect([asked.imapPassword, asked.smtpPassword]).toEqual([null, 'p']);
  });

  it('sends no password where one signs in at the provider, which keeps what was sent by itself', () => {
    const form = formOf(preset('gmail'), { address: 'info@gmail.com' });
    form.imap.password = 'typed before';
    const asked = requestOf({ ...form, consentId: 'c1' });
    expect(asked).toMatchObject({
      mailbox: { auth: { kind: 'oauth', provider: 'google' }, imap: { appendSent: false }, dkim: false },
      imapPassword: null,
      smtpPassword: null,
      consentId: 'c1',
    });
  });
});
