import type { CallPhase } from '#libs/contracts';
import { Bug } from '#libs/errors';

//  a client calls                                  an employee calls
//
//  arriving ─► greeting ─► ringing            arriving   summoning (from the page: their own device first)
//     │           │        │  │  │                │          │
//     │           │        │  │  │                ▼          ▼
//     │           ▼        ▼  │  │             reaching ◄────┘
//     │         voicemail ◄┘  │  │                │  └─► announcing
//     ▼           ▲  ▲        │  └──► talking ◄───┴────────┘
//  parting ◄──────┼──┼────────┘        │ ▲ │ ▲
//     │           │  │                 ▼ │ ▼ │
//     │           │  └── handing ◄── held   consulting
//     │           │        │  ▲      │            │
//     │           │        │  └──────┴────────────┤      handing: the client hears music while somebody else is rung,
//     └───────────┴────────┴──────────────────────┴─► ended     after a transfer or a browser that was closed
//
// arriving: core is asked. greeting: the client hears an announcement. reaching: the other side is rung. parting: a last prompt is played.
// An engine or a gateway that died ends a call from wherever it was.
const moves = {
  arriving: ['greeting', 'ringing', 'reaching', 'voicemail', 'parting', 'ended'],
  greeting: ['ringing', 'voicemail', 'parting', 'ended'],
  ringing: ['talking', 'voicemail', 'parting', 'ended'],
  summoning: ['reaching', 'ended'],
  reaching: ['announcing', 'talking', 'ended'],
  announcing: ['talking', 'ended'],
  talking: ['held', 'consulting', 'handing', 'ended'],
  held: ['talking', 'consulting', 'handing', 'ended'],
  consulting: ['talking', 'handing', 'ended'],
  handing: ['talking', 'voicemail', 'parting', 'ended'],
  voicemail: ['ended'],
  parting: ['ended'],
  ended: [],
} as const satisfies Record<string, readonly string[]>;

export type CallState = keyof typeof moves;

/** @throws Bug `call.illegal-move` */
export function checkMove(from: CallState, to: CallState): void {
  const allowed: readonly CallState[] = moves[from];
  if (!allowed.includes(to)) throw new Bug('call.illegal-move', { from, to });
}

/** What the world is told of a state. */
export function phaseOf(state: CallState, everAnswered: boolean): CallPhase {
  switch (state) {
    case 'arriving':
    case 'greeting':
    case 'ringing':
    case 'summoning':
    case 'reaching':
    case 'announcing':
      return 'ringing';
    case 'talking':
      return 'talking';
    case 'held':
    case 'consulting':
    case 'handing':
      return 'held';
    case 'voicemail':
    case 'parting':
      return everAnswered ? 'held' : 'ringing';
    case 'ended':
      return 'ended';
  }
}
