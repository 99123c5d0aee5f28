import { placeMarks } from './marks.js';

const olena = { id: 'e', name: 'Олена Коваль' };

it('marks stand in order, within what was recorded', () => {
  expect(
    placeMarks({
      durationMs: 60_000,
      cut: true,
      pauses: [{ fromMs: 20_000, toMs: 25_000 }],
      marks: [
        { is: 'transfer', fromMs: 40_000, toMs: 45_000, employee: olena },
        { is: 'hold', fromMs: -2_000, toMs: 5_000, employee: null },
        { is: 'listening', fromMs: 50_000, toMs: null, employee: olena },
        { is: 'recording-paused', fromMs: 19_000, toMs: null, employee: null },
        { is: 'cut', fromMs: 61_000, toMs: null, employee: null },
      ],
    }),
  ).toEqual([
    { is: 'hold', fromMs: 0, toMs: 5_000, name: null },
    { is: 'recording-paused', fromMs: 20_000, toMs: 25_000, name: null },
    { is: 'transfer', fromMs: 40_000, toMs: 40_000, name: 'Олена Коваль' },
    { is: 'listening', fromMs: 50_000, toMs: 60_000, name: 'Олена Коваль' },
    { is: 'cut', fromMs: 60_000, toMs: 60_000, name: null },
  ]);
});
