import { aClient, aCompany, aManager, anEmployee, aTeam, type SavedEmployee } from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Found {
  items: { client: { id: string; name: string }; because: string }[];
  held: number[];
}

describe('a client that has a card already', () => {
  let core: TestCore;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [annas, heads] = [] as Caller[] as [Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const [sales, others] = [await aTeam('Sales').saved(core.db), await aTeam('Others').saved(core.db)];
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(others).saved(core.db);
    annas = await core.as(anna);
    heads = await core.as(await aManager('Maria').inTeam(others).saved(core.db));
  });
  afterAll(() => core.close());

  const ask = async (name: string, ...contactPoints: { kind: string; value: string }[]) => {
    const { status, body } = await annas.post('clients/duplicates', { name, contactPoints });
    expect(status).toBe(200);
    return body as unknown as Found;
  };
  const because = (found: Found) => found.items.map(({ client, because }) => [client.name, because]);

  it.each([
    ['ООО «Рассада»', 'Rassada LLC'],
    ['Тарас Мороз', 'Taras Moroz'],
    ['Святослав Щербак', 'Sviatoslav Shcherbak'],
    ['Наталья Яковлева', 'Natalia Iakovleva'],
    ['Квіти Полісся', 'Квiти Полiсся'],
    ['Greenhouse & Sons', 'Greenhouse and Sons Ltd'],
  ])('is found by its name, however it is spelt: %s as %s', async (kept, asked) => {
    await aClient(kept).assignedTo(anna).saved(core.db);
    expect(because(await ask(asked))).toEqual([[kept, 'name']]);
  });

  it('is not found by a name that only begins alike', async () => {
    await aClient('Олена Прокопенко').assignedTo(anna).saved(core.db);
    expect(because(await ask('Олена Бондаренко'))).toEqual([]);
  });

  it('is found by its address however that is written, before its name, and by the domain of its company last', async () => {
    await aClient('Harvest Partners').withPhone('+380501234512').assignedTo(anna).saved(core.db);
    await aClient('Orchard').withEmail('ceo@orchard.test').assignedTo(anna).saved(core.db);
    const found = await ask(
      'Orchards of the north',
      { kind: 'phone', value: '050 123 45 12' },
      { kind: 'email', value: 'buh@orchard.test' },
    );
    expect(because(found)).toEqual([
      ['Harvest Partners', 'contact-point'],
      ['Orchard', 'domain'],
    ]);
    await aClient('Somebody at a provider').withEmail('one@gmail.com').assignedTo(anna).saved(core.db);
    expect(because(await ask('Quite another', { kind: 'email', value: 'two@gmail.com' }))).toEqual([]);
  });

  it('on the card of somebody else says that it is held, and nothing of who, and can be asked for once a day', async () => {
    const { id } = await aClient('Secret Partners').withEmail('boss@secret.test').assignedTo(boris).saved(core.db);
    const wanted = { kind: 'email', value: 'Boss@Secret.test' };
    const { text } = await annas.post('clients/duplicates', {
      name: 'Secret Partners',
      contactPoints: [{ kind: 'email', value: 'not an address' }, wanted],
    });
    expect(JSON.parse(text)).toEqual({ items: [], held: [1] });
    expect((await annas.post('clients/asked-for', wanted)).status).toBe(204);
    expect((await annas.post('clients/asked-for', wanted)).status).toBe(204);
    const alerts = (await heads.get('alerts')).body.items as { code: string; client: { id: string } | null }[];
    expect(alerts.filter(({ code }) => code === 'card.asked-for').map(({ client }) => client?.id)).toEqual([id]);
    const free = await annas.post('clients/asked-for', { kind: 'email', value: 'nobody@nowhere.test' });
    expect([free.status, free.body.code]).toEqual([422, 'contact-point.not-held']);
  });
});
