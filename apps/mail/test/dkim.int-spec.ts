import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { aMasterKey } from '#libs/testing';
import { aLetter } from '../../../test/peers/letters.js';
import { SendingHouse } from './sending-house.js';
import { MailHouse } from './mail-house.js';

let sending: SendingHouse;
let house: MailHouse;
let published: Map<string, string>;

beforeAll(async () => {
  sending = await SendingHouse.open();
  house = sending.house;
});
afterAll(() => sending.close());
beforeEach(async () => {
  published = new Map();
  await sending.aChannel();
  await sign(true);
});
afterEach(async () => {
  await sending.endChannel();
  await house.db.query('delete from mail.dkim_key');
});

const sign = (dkim: boolean) =>
  house.db.query(`update mail.mailbox set settings = settings || $2 where channel_id = $1`, [
    sending.channelId,
    JSON.stringify({ dkim }),
  ]);

async function aKey(domain: string, selector: string): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  published.set(`${selector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`);
  await house.db.query(
    `insert into mail.dkim_key (domain, selector, private_key) values ($1, $2, $3)
     on conflict (domain) do update set selector = excluded.selector, private_key = excluded.private_key`,
    [domain, selector, aMasterKey().sealText(privateKey, 'mail-dkim')],
  );
}

/** What somebody else's verifier says of a letter that the world got. */
async function verified(source: Buffer): Promise<{ domain: string; selector: string; result: string }[]> {
  const { results } = await dkimVerify(source, {
    resolver: (name: string) => {
      const record = published.get(name);
      if (record === undefined) return Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
      return Promise.resolve([[record]]);
    },
  });
  return results
    .filter(({ signingDomain }) => signingDomain !== undefined && signingDomain !== '')
    .map(({ signingDomain = '', selector = '', status }) => ({
      domain: signingDomain,
      selector,
      result: status.result,
    }));
}

async function sent(source: Buffer, prependHeaders: string[] = []): Promise<Buffer> {
  await sending.ending(await sending.order({ source, prependHeaders }), 'sent');
  return sending.world.letters.at(-1)!.source;
}

const awkward = aLetter()
  .from('Продажи <sales@corp.test>')
  .subject('=?utf-8?B?0J/RgNC40LLQtdGC?=  and\r\n\t folded   words')
  .with('Content-Type', 'text/plain; charset=utf-8')
  .body('Line with blanks   \r\n\r\n.a dot at the beginning\r\n\ttabs\t and  spaces\r\n\r\n\r\n\r\n');

describe('a letter of a domain with a key', () => {
  it('bears a signature that somebody else’s verifier takes', async () => {
    await aKey('corp.test', 'k1');
    sending.aSender().start();
    const plain = aLetter().from('Sales <sales@corp.test>').bytes();
    const body = Buffer.alloc(300_000, 'quite a long line of text, to be read in pieces\r\n');
    const long = aLetter().from('sales@CORP.test').body(body).bytes();
    for (const source of [plain, awkward.bytes(), long]) {
      const taken = await sent(source);
      expect(await verified(taken)).toEqual([{ domain: 'corp.test', selector: 'k1', result: 'pass' }]);
      expect(taken.includes(source)).toBe(true);
      expect(
        Math.max(
          ...taken
            .toString('latin1')
            .split('\r\n\r\n')[0]!
            .split('\r\n')
            .map(({ length }) => length),
        ),
      ).toBeLessThan(998);
    }
    const tampered = Buffer.from((await sent(plain)).toString('latin1').replace('Good day', 'Bad day!'), 'latin1');
    expect((await verified(tampered))[0]!.result).not.toBe('pass');
  });

  it('bears it below none of our copy’s fields, and still verifies', async () => {
    await aKey('corp.test', 'k1');
    sending.aSender().start();
    const source = aLetter().from('sales@corp.test').bytes();
    const taken = await sent(source, ['Resent-From: sales@corp.test', 'Resent-To: archive@corp.test']);
    expect((await verified(taken))[0]!.result).toBe('pass');
  });

  it('is signed with the next key from the moment it is the active one', async () => {
    await aKey('corp.test', 'k1');
    sending.aSender().start();
    const source = aLetter().from('sales@corp.test').bytes();
    expect((await verified(await sent(source)))[0]).toMatchObject({ selector: 'k1', result: 'pass' });
    await aKey('corp.test', 'k2');
    sending.forgetKeys();
    expect((await verified(await sent(source)))[0]).toMatchObject({ selector: 'k2', result: 'pass' });
  });

  it('is not signed for another domain’s sender, nor where the mailbox is not to be signed for', async () => {
    await aKey('corp.test', 'k1');
    sending.aSender().start();
    expect(await verified(await sent(aLetter().from('ada@client.test').bytes()))).toEqual([]);
    expect(await verified(await sent(aLetter().from('a@corp.test, b@client.test').bytes()))).toEqual([]);
    await sign(false);
    expect(await verified(await sent(aLetter().from('sales@corp.test').bytes()))).toEqual([]);
  });
});
