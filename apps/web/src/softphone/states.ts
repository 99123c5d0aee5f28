/** Where one may go from where. An illegal move is a bug and says so. */
export type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

export function moved<S extends string>(moves: Moves<S>, from: S, to: S): S {
  if (!moves[from].includes(to)) throw new Error(`no way from ${from} to ${to}`);
  return to;
}

//            ┌──────────┬───────────┬──────────┐
//            ▼          │           │          │
//  off ─► elsewhere ─► starting ─► ready ◄─► lost
//                       │  ▲                   │
//                       ▼  │                   │
//                      refused ◄───────────────┘       and from everywhere back to off
//
// elsewhere: another tab of this browser is the phone · lost: trying again by itself · refused: the server gives no phone
export type LineState = 'off' | 'elsewhere' | 'starting' | 'ready' | 'lost' | 'refused';

export const lineMoves: Moves<LineState> = {
  off: ['elsewhere', 'starting'],
  elsewhere: ['starting', 'off'],
  starting: ['ready', 'lost', 'refused', 'elsewhere', 'off'],
  ready: ['lost', 'elsewhere', 'off'],
  lost: ['ready', 'refused', 'elsewhere', 'off'],
  refused: ['starting', 'elsewhere', 'off'],
};

//  ringing ◄─► answering ─► talking ─► ended
//     └────────────┴───────────────────►
//
// answering goes back to ringing when the microphone cannot be had: one may allow it and answer again
export type LegState = 'ringing' | 'answering' | 'talking' | 'ended';

export const legMoves: Moves<LegState> = {
  ringing: ['answering', 'ended'],
  answering: ['talking', 'ringing', 'ended'],
  talking: ['ended'],
  ended: [],
};
