import { describeWith } from '../peers/real/peer.js';
import { keepline, type Product } from '../product/product.js';
import type { FaultReport } from './capture-under-faults.js';
import { whatsappUnderFaults, type SendingReport } from './whatsapp-under-faults.js';

describeWith(['chromium'], 'WhatsApp both ways, and everything in between that can fall', () => {
  let report: FaultReport;
  let sending: SendingReport;
  let product: Product;

  beforeAll(async () => {
    ({ report, sending, product } = await whatsappUnderFaults({ messages: 60, rounds: 1, freezeMs: 8_000, seed: 7 }));
  }, 600_000);

  afterAll(() => product?.remove());

  it('keeps each message that came, once', () => {
    expect(report.offered).toBeGreaterThanOrEqual(60);
    expect(report).toMatchObject({ lost: 0, duplicated: 0, corrupted: 0 });
  });

  it('sends each message of ours once, or says that it does not know', () => {
    expect(sending.offered).toBeGreaterThan(10);
    expect(sending).toMatchObject({ lost: 0, twice: 0, failed: 0 });
    // One is under way at a time: each of the six faults can leave one of which nobody knows.
    expect(sending.unknown).toBeLessThanOrEqual(6);
  });

  it('verifies offline', async () => {
    expect(await keepline(product, 'verify')).toMatchObject({ code: 0 });
  }, 120_000);
});
