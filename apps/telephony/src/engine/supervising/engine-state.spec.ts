import { mayMove } from './engine-state.js';

const states = ['absent', 'installing', 'starting', 'up', 'down'] as const;

test('the engine moves as it is drawn, and no other way', () => {
  const moves = states.flatMap((from) =>
    states.filter((to) => from !== to && mayMove(from, to)).map((to) => `${from} ${to}`),
  );
  expect(moves).toEqual([
    'absent installing',
    'absent starting',
    'installing absent',
    'installing starting',
    'starting absent',
    'starting up',
    'starting down',
    'up absent',
    'up starting',
    'up down',
    'down absent',
    'down installing',
    'down starting',
    'down up',
  ]);
  expect(states.every((state) => mayMove(state, state))).toBe(true);
});
