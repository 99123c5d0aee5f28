import { WrongSignatures } from './wrong-signatures.js';

describe('wrong signatures', () => {
  const at = Date.UTC(2026, 10, 25, 12);
  const wrongTimes = (door: WrongSignatures, times: number) => {
    for (let n = 0; n < times; n++) door.noteWrong('203.0.113.5', at);
  };

  it('shut their address out for the rest of a minute, and no other', () => {
    const door = new WrongSignatures();
    wrongTimes(door, 19);
    expect(door.waitS('203.0.113.5', at)).toBe(0);
    wrongTimes(door, 1);
    expect(door.waitS('203.0.113.5', at + 15_000)).toBe(45);
    expect(door.waitS('203.0.113.6', at)).toBe(0);
    expect(door.waitS('203.0.113.5', at + 60_000)).toBe(0);
  });

  it('never shut out an address from which a right one came', () => {
    const door = new WrongSignatures();
    door.right('203.0.113.5', at);
    wrongTimes(door, 100);
    expect(door.waitS('203.0.113.5', at)).toBe(0);
    expect(door.waitS('203.0.113.5', at + 24 * 60 * 60_000 - 1)).toBe(0);
  });

  it('are forgotten where there are too many addresses', () => {
    const door = new WrongSignatures();
    wrongTimes(door, 20);
    for (let n = 0; n < 10_000; n++) door.noteWrong(`2001:db8::${n}`, at);
    expect(door.waitS('203.0.113.5', at)).toBe(0);
  });
});
