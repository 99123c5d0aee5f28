import { isGone, readUndelivered } from './undelivered-text.js';

const lines = (...text: string[]) => text.join('\n');
const read = (...text: string[]) => readUndelivered(lines(...text), null);

describe('what a mail server says in its own words', () => {
  it.each([
    [
      'Exim, and Mail.ru',
      [
        'This message was created automatically by mail delivery software.',
        '',
        'A message that you sent could not be delivered to one or more of its',
        'recipients. This is a permanent error. The following address(es) failed:',
        '',
        '  ada@client.test',
        '    host mx.client.test [192.0.2.1]',
        '    SMTP error from remote mail server after RCPT TO:<ada@client.test>:',
        '    550 5.1.1 <ada@client.test>: User unknown',
        '',
        '------ This is a copy of the message, including all the headers. ------',
        '',
        'Return-path: <office@company.test>',
        'From: office@company.test',
        'Message-ID: <offer@company.test>',
        '',
      ],
      ['5.1.1'],
    ],
    [
      'Mail.ru in Russian',
      [
        'Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.',
        '',
        'К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:',
        '',
        '  ada@client.test',
        '    550 Message was not accepted -- invalid mailbox. Local mailbox ada@client.test is unavailable: user not found',
        '',
        '------ Это копия сообщения, включая заголовки. ------',
        '',
        'Message-ID: <offer@company.test>',
        '',
      ],
      ['550'],
    ],
    [
      'qmail',
      [
        'Hi. This is the qmail-send program at mx.provider.test.',
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        "This is a permanent error; I've given up. Sorry it didn't work out.",
        '',
        '<ada@client.test>:',
        '192.0.2.1 does not like recipient.',
        'Remote host said: 550 5.1.1 No such user here',
        'Giving up on 192.0.2.1.',
        '',
        '--- Below this line is a copy of the message.',
        '',
        'Return-Path: <office@company.test>',
        'Message-ID: <offer@company.test>',
        '',
      ],
      ['5.1.1'],
    ],
    [
      'Postfix, and Yandex',
      [
        'This is the mail system at host mx.provider.test.',
        '',
        "I'm sorry to have to inform you that your message could not",
        'be delivered to one or more recipients.',
        '',
        '<ada@client.test>: host mx.client.test[192.0.2.1] said: 550 5.1.1',
        '    <ada@client.test>: Recipient address rejected: User unknown in virtual mailbox',
        '    table (in reply to RCPT TO command)',
        '',
        'Message-ID: <offer@company.test>',
        'Subject: Offer',
        '',
      ],
      ['5.1.1'],
    ],
    [
      'Exchange, an old one',
      [
        'Your message did not reach some or all of the intended recipients.',
        '',
        '      Subject:  Offer',
        '',
        'The following recipient(s) could not be reached:',
        '',
        "      'ada@client.test' on 22.11.2026 10:00",
        '            The e-mail account does not exist at the organization this message was sent to.',
        '            <mx.client.test #5.1.1>',
        '',
        '----- Original message headers -----',
        '',
        'Message-ID: <offer@company.test>',
        '',
      ],
      ['5.1.1'],
    ],
    [
      'Microsoft 365',
      [
        'Delivery has failed to these recipients or groups:',
        '',
        'ada@client.test<mailto:ada@client.test>',
        "The email address you entered couldn't be found. Please check the recipient's email address.",
        '',
        'Diagnostic information for administrators:',
        '550 5.1.10 RESOLVER.ADR.RecipientNotFound',
        '',
        'Original message headers:',
        '',
        'Message-ID: <offer@company.test>',
        '',
      ],
      ['5.1.10'],
    ],
    [
      'Gmail',
      [
        '** Address not found **',
        '',
        "Your message wasn't delivered to ada@client.test because the address couldn't be found, or is unable to receive mail.",
        '',
        'The response was:',
        '',
        '550 5.1.1 The email account that you tried to reach does not exist.',
        '',
        '----- Original message -----',
        'Message-ID: <offer@company.test>',
        '',
      ],
      ['5.1.1'],
    ],
  ])('%s', (_, text, [status]) => {
    const report = read(...text)!;
    expect(report.messageId).toBe('<offer@company.test>');
    expect(report.recipients.map(({ address, action, status: said }) => [address, action, said])).toEqual([
      ['ada@client.test', 'failed', status],
    ]);
    expect(isGone(status!, report.recipients[0]!.diagnostic)).toBe(true);
  });

  it('several recipients, each with what is said of them', () => {
    const report = read(
      ...[
        'Sorry:',
        '',
        '<ada@client.test>: 550 5.1.1 no such user',
        '',
        '<bob@client.test>: 552 5.2.2 mailbox full',
        '',
      ],
    )!;
    expect(report.recipients.map(({ address, status }) => [address, status])).toEqual([
      ['ada@client.test', '5.1.1'],
      ['bob@client.test', '5.2.2'],
    ]);
  });

  it('a delay is none that failed', () => {
    const report = read('<ada@client.test>: 450 4.2.1 greylisted, will try again', '')!;
    expect(report.recipients.map(({ action }) => action)).toEqual(['delayed']);
  });

  it('takes the id from the letter that came back as a part', () => {
    const original = Buffer.from('From: office@company.test\r\nMessage-ID: <part@company.test>\r\n\r\n');
    expect(readUndelivered('<ada@client.test>: 550 5.1.1 no', original)!.messageId).toBe('<part@company.test>');
  });

  it('finds nobody in a letter that names nobody, and is quick with one made to be slow', () => {
    expect(read('Good day, I could not deliver the goods.')).toBeNull();
    const started = performance.now();
    readUndelivered(`${'a@'.repeat(500_000)}\n${'<'.repeat(100_000)}`, null);
    readUndelivered(`${'- '.repeat(500_000)}copy`, null);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('whether nothing will arrive there', () => {
  it.each([
    ['5.1.1', '', true],
    ['5.1.2', 'Host not found', true],
    ['5.2.1', 'mailbox disabled', true],
    ['5.2.2', 'mailbox full', false],
    ['5.7.1', 'rejected as spam', false],
    ['5.3.4', 'message too big', false],
    ['5.4.1', 'Recipient address rejected: Access denied', true],
    ['5.4.1', 'No answer from host', false],
    ['4.2.2', 'mailbox full', false],
    ['550', 'No such user here', true],
    ['550', 'Blocked by policy: user unknown to our spam filter', false],
    ['5.0.0', 'Такого пользователя не существует', true],
    ['', 'user unknown', true],
    ['', 'something went wrong', false],
  ])('%s %s', (status, diagnostic, gone) => expect(isGone(status, diagnostic)).toBe(gone));
});
