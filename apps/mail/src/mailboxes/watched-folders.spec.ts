import { foldersOf } from './watched-folders.js';

const imap = {
  ...{ host: 'imap.corp.test', port: 993, security: 'tls' as const, user: null },
  folders: ['INBOX', 'Orders'],
  sentFolder: null,
};
const of = (change: Partial<Parameters<typeof foldersOf>[0]>) =>
  foldersOf({ ...imap, ...change }).map(({ path, direction }) => [path, direction]);

describe('the folders of a mailbox that are watched', () => {
  it('are the chosen ones and the one of sent letters, which is found unless somebody named it', () => {
    const inboxes = [
      ['INBOX', 'inbound'],
      ['Orders', 'inbound'],
    ];
    expect(of({})).toEqual([...inboxes, [null, 'outbound']]);
    expect(of({ sent: 'found', sentFolder: 'Old' })).toEqual([...inboxes, [null, 'outbound']]);
    expect(of({ sentFolder: 'Sent' })).toEqual([...inboxes, ['Sent', 'outbound']]);
    expect(of({ sent: 'none', sentFolder: 'Sent' })).toEqual(inboxes);
  });

  it('hold each letter on one side only, whatever somebody ticked', () => {
    expect(of({ folders: ['INBOX', 'INBOX', 'Sent'], sentFolder: 'Sent' })).toEqual([
      ['INBOX', 'inbound'],
      ['Sent', 'outbound'],
    ]);
  });
});
