import { aCompany, aMailbox, anEmployee, anOwner, aTeam } from '#libs/testing';
import { aCore, type TestCore } from './a-core.js';

describe('the settings', () => {
  let core: TestCore;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
  });
  afterAll(() => core.close());

  it('say of each section how it stands, before anybody decided anything and after', async () => {
    const owner = await core.as(await anOwner().saved(core.db));
    await anEmployee('Anna')
      .inTeam(await aTeam('Sales').saved(core.db))
      .saved(core.db);
    expect((await owner.get('settings')).body).toMatchObject({
      people: { active: 2, teams: 1 },
      channels: { email: { connected: 0, troubled: 0 }, phone: { connected: 0, troubled: 0 } },
      cards: { fields: 0, tags: 0 },
      responses: { company: 0, own: 0 },
      conversations: { onlyHandlerWrites: false, undoSeconds: 15 },
      signIn: { requiredFor: 'none', provider: null },
      protection: { outgoing: 'warn' },
      programs: { integrations: 0, webhooks: 0, troubled: 0 },
    });
    await owner.put('handling-policy', { onlyHandlerWrites: true });
    await owner.put('sign-in-policy', { requiredFor: 'heads' });
    await owner.post('card-fields', { label: 'Tax number', kind: 'text' });
    await aMailbox().saved(core.db);
    await core.db.query(`update core.channel set state = 'stopped', state_code = 'mail.password-refused'`);
    expect((await owner.get('settings')).body).toMatchObject({
      channels: { email: { connected: 1, troubled: 1 } },
      cards: { fields: 1 },
      conversations: { onlyHandlerWrites: true, undoSeconds: 15 },
      signIn: { requiredFor: 'heads' },
    });
  });

  it('tell nobody of what is not theirs', async () => {
    const anna = await core.as(await anEmployee('Anna Two').saved(core.db));
    const admin = await core.as(await anEmployee('Artem').as('administrator').saved(core.db));
    const open = ({ body }: { body: Record<string, unknown> }) =>
      Object.keys(body).filter((section) => body[section] !== null);
    expect(open(await anna.get('settings'))).toEqual(['company', 'people', 'channels', 'responses']);
    expect(open(await admin.get('settings'))).toEqual(['company', 'people', 'channels']);
  });
});
