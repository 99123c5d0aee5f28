import { formOf, requestOf } from './mailbox-form.js';
import { presets } from './presets.js';

const preset = (name: string) => {
  const found = presets.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe('what the guide asks the server to try', () => {
  it('uses one login for receiving and sending, named by the address', () => {
    const form = formOf(preset('gmail'), { address: ' info@gmail.com ', aliases: 'a@x.test, b@x.test' });
    form.imap.password = 'secret';
    expect(requestOf(form)).toEqual({
      mailbox: {
        address: 'info@gmail.com',
        displayName: '',
        aliases: ['a@x.test', 'b@x.test'],
        imap: {
          host: 'imap.gmail.com',
          port: 993,
          security: 'tls',
          user: 'info@gmail.com',
          folders: ['INBOX'],
          sentFolder: null,
        },
        smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls', user: 'info@gmail.com' },
        backfillFrom: null,
        plusAddressing: true,
      },
      imapPassword: 'secret',
      smtpPassword: 'secret',
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
});
