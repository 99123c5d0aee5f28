import { stasisApp } from '../ari/ari.js';
import type { EnginePaths } from '../engine.js';

/** What strangers send goes through this before it stands among arguments: nothing is left that could part them. */
const safe = (value: string) => `\${FILTER(+0-9A-Za-z*#._-,${value})}`;

/** How often a caller is offered to the gateway while it is away, two seconds apart. */
const tries = 10;

/**
 * Where calls enter and leave the engine; decisions are the gateway's. All of them go to the application:
 * - `trunk,<called>,<calling>`: a client calls; a last `waited` says that the gateway was away when it began
 * - `device,<dialled>`: an employee's device calls
 * - `dialled`: a leg that the gateway originated was answered
 *
 * The recorder sits on the client's leg, so that a recording survives transfers, and it is begun here, where no failure of the gateway
 * can come between. It writes two files of the same length, silence included; MixMonitor's `D` is not used: it is corrupt with wideband codecs.
 */
export function dialplan(paths: EnginePaths): string {
  const enter = (args: string) => `Stasis(${stasisApp},${args})`;
  const trunk = 'trunk,${CALLED},${CALLING}';
  const sound = (name: string) => `Playback(${paths.sounds}/\${CHANNEL(language)}/${name})`;
  const over = 'GotoIf($["${STASISSTATUS}" = "SUCCESS"]?over)';
  return `[from-trunk]
exten => _[+0-9a-zA-Z*#].,1,Set(CALLED=${safe('${EXTEN}')})
 same => n,Goto(client,s,1)
exten => _[0-9*#],1,Set(CALLED=\${EXTEN})
 same => n,Goto(client,s,1)
exten => s,1,Goto(client,s,1)

[client]
exten => s,1,Set(CALLING=${safe('${CALLERID(num)}')})
 same => n,GoSub(recorder,s,1)
 same => n,${enter(trunk)}
 same => n,${over}
; The gateway is away: the client is asked to wait, and after a while for a message.
 same => n,Answer()
 same => n,Set(TRIES=0)
 same => n,${sound('wait')}
 same => n(again),StartMusicOnHold()
 same => n,Wait(2)
 same => n,StopMusicOnHold()
 same => n,${enter(`${trunk},waited`)}
 same => n,${over}
 same => n,Set(TRIES=$[\${TRIES} + 1])
 same => n,GotoIf($[\${TRIES} < ${tries}]?again)
 same => n,${sound('voicemail')}
; Only here a number stands in the call records: nobody else will know whose message it is.
 same => n,Set(CDR(userfield)=\${CALLED}|\${CALLING})
 same => n,Record(${paths.spool}/\${UNIQUEID}-message.wav,5,180,k)
 same => n(over),Hangup()

[from-device]
exten => _[+0-9a-zA-Z*#].,1,Set(DIALLED=${safe('${EXTEN}')})
 same => n,Goto(device,s,1)
exten => _[0-9*#],1,Set(DIALLED=\${EXTEN})
 same => n,Goto(device,s,1)

[device]
exten => s,1,Set(PJSIP_TRANSFER_HANDLING()=ari-only)
 same => n,${enter('device,${DIALLED}')}
 same => n,${over}
 same => n,Hangup(38)
 same => n(over),Hangup()

[dialled]
exten => client,1,GoSub(recorder,s,1)
 same => n,${enter('dialled')}
 same => n,Hangup()
exten => colleague,1,Set(PJSIP_TRANSFER_HANDLING()=ari-only)
 same => n,${enter('dialled')}
 same => n,Hangup()

[recorder]
exten => s,1,MixMonitor(,r(${paths.spool}/\${UNIQUEID}-in.wav)t(${paths.spool}/\${UNIQUEID}-out.wav))
 same => n,Return()
`;
}
