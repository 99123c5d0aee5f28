import type { EngineChanged } from '#libs/contracts';

export type EngineState = Omit<EngineChanged, 'at'>;

//             install            found
//  absent ─────────────► installing ─► starting ─► up ─► down ─► starting
//    │  ▲                   │              ▲  │             ▲
//    │  └───────────────────┘ failed       │  └─────────────┘ did not come up
//    └─────────────────────────────────────┘   up may also fall to absent: an engine that is replaced and then not found
const moves = {
  absent: ['installing', 'starting'],
  installing: ['absent', 'starting'],
  starting: ['up', 'down', 'absent'],
  up: ['down', 'starting', 'absent'],
  down: ['starting', 'absent', 'installing', 'up'],
} as const satisfies Record<EngineState['state'], readonly EngineState['state'][]>;

export function mayMove(from: EngineState['state'], to: EngineState['state']): boolean {
  const allowed: readonly EngineState['state'][] = moves[from];
  return from === to || allowed.includes(to);
}

export const nothingYet: EngineState = {
  state: 'absent',
  code: null,
  detail: null,
  version: null,
  source: null,
  progress: null,
};
