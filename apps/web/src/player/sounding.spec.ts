import { hush, takeTurns } from './sounding.js';

class Sound extends EventTarget {
  playing = false;

  play(): void {
    this.playing = true;
    this.dispatchEvent(new Event('play'));
  }

  pause(): void {
    this.playing = false;
  }
}

describe('a sound plays alone', () => {
  let note: Sound;
  let call: Sound;
  let leave: (() => void)[];

  beforeEach(() => {
    note = new Sound();
    call = new Sound();
    leave = [takeTurns(note), takeTurns(call)];
  });

  afterEach(() => {
    for (const each of leave) each();
  });

  it('whoever begins silences the one before', () => {
    note.play();
    call.play();
    expect([note.playing, call.playing]).toEqual([false, true]);
    note.play();
    expect([note.playing, call.playing]).toEqual([true, false]);
  });

  it('one that goes on after a rest is not silenced by itself', () => {
    note.play();
    note.play();
    expect(note.playing).toBe(true);
  });

  it('what has left the page is nobody’s turn', () => {
    note.play();
    leave[0]?.();
    call.play();
    expect([note.playing, call.playing]).toEqual([true, true]);
  });

  it('all are silent while somebody speaks', () => {
    call.play();
    hush();
    expect(call.playing).toBe(false);
  });
});
