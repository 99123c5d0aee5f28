import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#libs/testing';
import type { AlertView } from '../../apps/core/src/alerts/alert.view.js';
import type { RecordingView } from '../../apps/core/src/recordings/recording.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { describeWith } from '../peers/real/peer.js';
import { missingWindows } from '../peers/telephony/tones.js';
import { Product } from '../product/product.js';
import { talk, TelephoneOffice } from './telephone-office.js';

/** A disk that is soon full needs the right to mount one; without it the suite is skipped by name. */
function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'keepline-mount-'));
  try {
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status !== 0) return false;
    return spawnSync('umount', [place]).status === 0;
  } finally {
    rmdirSync(place);
  }
}

describeWith(
  ['asterisk', 'sipp', 'baresip', 'ffmpeg', ...(mayMount() ? [] : ['the-right-to-mount'])],
  'a disk that is full',
  () => {
    let product: Product;
    let office: TelephoneOffice;
    let desk: BaresipPhone;
    let spool: string;

    beforeAll(async () => {
      product = await (await Product.gateway({}, { engine: true })).start();
      office = await TelephoneOffice.open(product);
      const anna = await office.colleague('Anna Kovalenko');
      ({ phone: desk } = await office.deskPhone(anna, 'employee'));
      await office.client('Ada Lovelace', '+380671112233', anna);
      spool = join(product.dataDir, 'telephony', 'run', 'spool');
      // Room for six seconds of both sides.
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', spool]);
      await chmod(spool, 0o777);
    }, 180_000);
    afterAll(async () => {
      await office?.close();
      await product?.stop();
      if (spool) spawnSync('umount', ['-l', spool]);
      await product?.remove();
    });

    it('cuts no call; what fitted is on the card, and somebody is told', async () => {
      const client = await office.callIn({ number: '0671112233' });
      await desk.untilRinging();
      desk.answer();
      await client.untilAnswered();
      const { id } = await office.talking();
      await talk(9_000);
      expect((await office.live()).phase).toBe('talking');
      await client.hangUp();
      await client.ended;
      const kept = await office.kept(id);
      expect(kept).toMatchObject({ outcome: 'answered', cut: false });
      const recording = await office.owner.get<RecordingView>(`/recordings/${kept.recordingId}`);
      expect(recording.durationMs).toBeGreaterThan(4_000);
      expect(recording.durationMs).toBeLessThan(7_500);
      const [left] = await office.listen(kept);
      expect(missingWindows(left!, 'client', [500, 4_000])).toBeLessThanOrEqual(0.05);
      await eventually(
        async () => {
          const { items } = await office.owner.get<{ items: AlertView[] }>('/alerts?open=true');
          expect(items.map(({ code }) => code)).toContain('telephony.disk-full');
        },
        { withinMs: 15_000 },
      );
    }, 90_000);
  },
);
