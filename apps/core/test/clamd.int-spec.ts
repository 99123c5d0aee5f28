import { eicar, eventually } from '#libs/testing';
import { ClamdPeer } from '../../../test/peers/clamd.js';
import { startClamd, type Clamd } from '../../../test/peers/real/clamd.js';
import { describeWith } from '../../../test/peers/real/peer.js';
import { ClamdScan, type ScanVerdict } from '../src/conversations/attachments/clamd.js';

async function scanned(address: string, ...chunks: Buffer[]): Promise<ScanVerdict> {
  const scan = await ClamdScan.begin(address);
  for (const chunk of chunks) await scan.write(chunk);
  return scan.verdict();
}

/** What both must say: the one that stands in for it is no better than the real one. */
const behaves = (address: () => string, tooMuch: number) => {
  it('says what it found, and nothing of what is clean or empty', async () => {
    expect(await scanned(address(), eicar())).toEqual({
      is: 'infected',
      threat: expect.stringMatching(/Eicar-Test-Signature/),
    });
    expect(await scanned(address(), eicar().subarray(0, 30), eicar().subarray(30))).toMatchObject({ is: 'infected' });
    expect(await scanned(address(), Buffer.from('kind words'))).toEqual({ is: 'clean' });
    expect(await scanned(address())).toEqual({ is: 'clean' });
  });

  it('will not have what is too large for it', async () => {
    const chunks = Array.from({ length: Math.ceil(tooMuch / 65_536) + 4 }, () => Buffer.alloc(65_536, 1));
    // It hangs up while more is being sent: its answer may be lost with the connection, and then it is asked again.
    await eventually(async () =>
      expect(await scanned(address(), ...chunks)).toEqual({ is: 'unscannable', why: 'scanner.too-big' }),
    );
  });
};

describe('a scanner that is played', () => {
  let peer: ClamdPeer;
  beforeAll(async () => {
    peer = await ClamdPeer.start();
  });
  afterAll(() => peer.away());

  behaves(() => peer.address, 1_000_000);

  it('is away where it does not listen, hangs up or says nothing that makes sense', async () => {
    peer.next = 'breaks';
    await expect(scanned(peer.address, Buffer.from('x'))).rejects.toMatchObject({ code: 'scanner.away' });
    peer.next = 'scans';
    const gone = await ClamdPeer.start();
    await gone.away();
    await expect(scanned(gone.address, Buffer.from('x'))).rejects.toMatchObject({
      code: 'scanner.away',
      details: { why: 'ECONNREFUSED' },
    });
    await expect(scanned('/nowhere/clamd.sock')).rejects.toMatchObject({ details: { why: 'ENOENT' } });
  });
});

describeWith(['clamd'], 'the real scanner', () => {
  let clamd: Clamd;
  beforeAll(async () => {
    clamd = await startClamd();
  });
  afterAll(() => clamd.stop());

  behaves(() => clamd.address, 2 * 1024 * 1024);
});
