import { mailUnderFaults, type MailRun } from './mail-under-faults.js';

/** A few of each kind; `npm run faults` does all of them, often. */
const only = ['F1', 'F3', 'F4', 'F6', 'F9', 'F10', 'F11', 'F14', 'F15', 'F21'];
const steps = [
  'evidence durable',
  'interaction written',
  'mark of the final dot committed',
  '250 read',
  'before the 250',
  // Bombs, by name.
  '5,000 levels of parts',
  'a document that lies about its 100 MB',
];

describe('mail both ways while everything around it falls', () => {
  let run: MailRun;

  beforeAll(async () => {
    run = await mailUnderFaults({ rounds: 1, only, steps });
  }, 600_000);

  it('had faults of every class', () => {
    expect([...run.faults.keys()].map((name) => name.split(' ')[0])).toEqual(only);
    expect([...run.faults.values()].every((injected) => injected > 0)).toBe(true);
  });

  it('loses no letter and no answer, doubles none and changes none', () => {
    expect(run.report.offered).toBeGreaterThan(30);
    expect(run.report.answered).toBeGreaterThan(30);
    expect(run.report).toMatchObject({ lost: 0, duplicated: 0, corrupted: 0 });
  });

  it('says of which answers nobody knows, and which were refused', () => {
    expect(run.report.ambiguous).toBeGreaterThan(0);
    expect(run.report.refused).toBeGreaterThan(0);
  });

  it('verifies offline', () => {
    expect(run.verified).toBe(true);
  });
});
