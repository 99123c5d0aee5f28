import { aClient, aCompany, aDatabase, aMailbox, anEmployee, anOwner, type TestDatabase } from '#libs/testing';
import { aKeptLetter } from './a-kept-letter.js';
import { auditOf, aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

describe('the files of a card', () => {
  it('are those of all entries, by kind, page by page, masked and locked as the viewer may see them', async () => {
    const office = await aMailbox('files@company.test').saved(db);
    const owner = await anOwner().saved(db);
    const anna = await anEmployee('Anna').saved(db);
    const boris = await anEmployee('Boris').saved(db);
    const card = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(db);
    const letter = () => aKeptLetter('ada@example.test').on(card).through(office);
    const plan = await letter()
      .withAttachment('plan (ada@example.test).pdf')
      .withAttachment('house.jpg', 'image/jpeg')
      .daysAgo(3)
      .saved(db);
    const vcard = await letter().withAttachment('me.vcf', 'text/vcard').daysAgo(2).saved(db);
    await letter().daysAgo(1).saved(db);
    const photo = await letter().withAttachment('garden.PNG', 'IMAGE/PNG').saved(db);
    await db.query(
      `update core.interaction_content set attachments = attachments || '[{"n":9,"name":"logo.png","type":"image/png","size":1,"inline":true,"contentId":"x"}]'
       where interaction_id = any ($1)`,
      [[vcard.id, photo.id]],
    );
    const page = (query: object, viewer = anna) => work.files.page(viewer, card.id, { limit: 10, ...query });
    const brief = ({ items }: Awaited<ReturnType<typeof page>>) =>
      items.map(({ interactionId, n, kind, name, locked }) => [interactionId, n, kind, name, locked]);
    const all = await page({});
    expect(brief(all)).toEqual([
      [photo.id, 0, 'picture', 'garden.PNG', false],
      [vcard.id, 0, 'document', 'me.vcf', true],
      [plan.id, 0, 'document', 'plan (a•••@e•••.test).pdf', false],
      [plan.id, 1, 'picture', 'house.jpg', false],
    ]);
    expect(brief(await page({ kind: 'picture' }))).toEqual([
      [photo.id, 0, 'picture', 'garden.PNG', false],
      [plan.id, 1, 'picture', 'house.jpg', false],
    ]);
    expect(brief(await page({ kind: 'video' }))).toEqual([]);
    expect((await page({}, owner)).items.map(({ name, locked }) => [name, locked])[2]).toEqual([
      'plan (ada@example.test).pdf',
      false,
    ]);
    const first = await page({ limit: 1 });
    const next = await page({ limit: 2, cursor: first.nextCursor! });
    expect([...brief(first), ...brief(next)]).toEqual(brief(all));
    expect(next.nextCursor).toBeNull();
    await expect(work.files.page(boris, card.id, { limit: 10 })).rejects.toMatchObject({ code: 'client.not-found' });
    expect(new Set(await auditOf(db, card.id))).toEqual(new Set(['card.files-read']));
  });

  it('have what a chat carries once its bytes are here, and no sticker', async () => {
    const anna = await anEmployee('Vera').saved(db);
    const card = await aClient('Chat').assignedTo(anna).saved(db);
    const { id: channelId } = await aMailbox('chat@company.test').saved(db);
    const kept = async (kind: string, type: string, state: 'waiting' | 'kept') => {
      const [row] = await db.query<{ id: string }>(
        `with said as (
           insert into core.interaction (id, client_id, channel_id, medium, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
           values (gen_random_uuid(), $1, $2, 'whatsapp', 'inbound', 'message', now(), gen_random_uuid()::text, 'x', 1, '') returning id)
         insert into core.message (interaction_id, channel_id, chat_id, provider_id, kind, sent_by)
         select id, $2, '380441234567', id::text, $3, 'client' from said returning interaction_id as id`,
        [card.id, channelId, kind],
      );
      await db.query(
        `insert into core.message_media (id, interaction_id, channel_id, provider_id, state, evidence_sha256, evidence_size, type)
         values (gen_random_uuid(), $1::uuid, $2, $1::uuid::text, $3::text, case when $3::text = 'kept' then 'x' end, case when $3::text = 'kept' then 7 end, $4)`,
        [row!.id, channelId, state, type],
      );
      return row!.id;
    };
    await kept('sticker', 'image/webp', 'kept');
    const voice = await kept('voice', 'audio/ogg; codecs=opus', 'kept');
    const late = await kept('image', 'image/jpeg', 'waiting');
    const shown = async () =>
      (await work.files.page(anna, card.id, { limit: 10 })).items.map(({ interactionId, kind, name, size }) => [
        interactionId,
        kind,
        name,
        size,
      ]);
    expect(await shown()).toEqual([[voice, 'sound', 'voice.ogg', 7]]);
    await db.query(
      `update core.message_media set state = 'kept', evidence_sha256 = 'y', evidence_size = 9 where interaction_id = $1`,
      [late],
    );
    expect(await shown()).toContainEqual([late, 'picture', 'image.jpeg', 9]);
  });
});
