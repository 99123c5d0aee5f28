import type { DeviceId, EmployeeId, RequestOf, controlCall } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { stasisApp } from '../engine/ari/ari.js';
import { dialDevice } from '../engine/endpoints.js';
import type { Leg, Listener } from './call-record.js';
import { bridgeOf } from './connecting.js';
import type { LiveCall } from './live-call.js';
import { originate } from './ringing.js';

type Listen = Extract<RequestOf<typeof controlCall>['act'], { do: 'listen' }>;

const ringForS = 30;

/**
 * A manager's device rings (the page answers by itself: `X-Keepline-Listen`), and then hears the call: `listen` is heard by nobody, `whisper`
 * by the employee alone, `barge` by all. Asked again, the mode changes.
 * @throws UserError `call.not-now`, `telephony.device-offline`
 */
export async function listen(call: LiveCall, employeeId: EmployeeId, { mode, deviceId }: Listen): Promise<void> {
  if (call.state !== 'talking' && call.state !== 'held') throw new UserError('call.not-now');
  const known = call.record.listeners.find((listener) => listener.employeeId === employeeId);
  if (known) {
    const leg = call.findLeg(known.channel);
    await silence(call, known);
    call.endMark('listening', employeeId);
    known.mode = mode;
    if (leg?.answeredAt) await wire(call, known);
    call.mark('listening', employeeId);
    return;
  }
  if (!(await ringListener(call, employeeId, mode, deviceId))) throw new UserError('telephony.device-offline');
}

async function ringListener(
  call: LiveCall,
  employeeId: EmployeeId,
  mode: Listener['mode'],
  deviceId: DeviceId | null,
): Promise<boolean> {
  const device = call.house.lines
    .devicesOf(employeeId)
    .find((each) => each.online && (deviceId ?? each.deviceId) === each.deviceId);
  if (!device) return false;
  const channel = call.newId('leg');
  const leg = call.addLeg({ channel, line: 'listener', employeeId, deviceId: device.deviceId, by: 'dialled' });
  call.record.listeners.push({ employeeId, mode, channel, snoop: null, bridge: null });
  const rings = await originate(call, leg, {
    endpoint: dialDevice(device.userName),
    extension: 'colleague',
    callerId: '"Keepline" <>',
    timeoutS: ringForS,
    header: 'X-Keepline-Listen',
  });
  if (!rings) call.record.listeners.pop();
  return rings;
}

export async function listenerAnswered(call: LiveCall, leg: Leg): Promise<void> {
  const listener = call.record.listeners.find(({ channel }) => channel === leg.channel);
  if (!listener) return call.drop([leg]);
  call.answered(leg, 'listening');
  await wire(call, listener);
  call.mark('listening', listener.employeeId);
}

/** The manager hung up, or their ear at the engine has gone with the leg that it was at. */
export async function listenerGone(call: LiveCall, leg: Leg): Promise<void> {
  const { record } = call;
  const listener = record.listeners.find(({ channel, snoop }) => channel === leg.channel || snoop === leg.channel);
  if (!listener) return;
  if (listener.snoop === leg.channel) {
    listener.snoop = null;
    return;
  }
  record.listeners = record.listeners.filter((each) => each !== listener);
  call.endMark('listening', listener.employeeId);
  await silence(call, listener);
}

/** After a transfer, a whisper goes to whoever speaks now. */
export async function staffChanged(call: LiveCall): Promise<void> {
  if (call.state !== 'talking') return;
  for (const listener of call.record.listeners) {
    const ear = listener.snoop === null ? null : call.findLeg(listener.snoop);
    const answered = call.findLeg(listener.channel)?.answeredAt != null;
    if (listener.mode !== 'barge' && ear === null && answered) await wire(call, listener);
  }
}

/** Connects the manager's leg with what the mode lets them hear. */
async function wire(call: LiveCall, listener: Listener): Promise<void> {
  const { ari } = call.house.engine;
  if (listener.mode === 'barge') {
    await ari.bridges.add(await bridgeOf(call), [listener.channel]);
    return call.changed();
  }
  // A whisper is played into the employee's leg alone; plain listening goes with the client, through every transfer.
  const speaker = call.legs({ line: 'staff' }).find(({ place }) => place === 'talk');
  const at = listener.mode === 'whisper' ? speaker : (call.client ?? speaker);
  if (!at) return;
  if (listener.bridge === null) {
    const bridge = call.newId('bridge');
    await ari.bridges.create(bridge);
    listener.bridge = bridge;
    await ari.bridges.add(bridge, [listener.channel]);
  }
  const snoop = call.newId('snoop');
  listener.snoop = snoop;
  call.addLeg({ channel: snoop, line: 'snoop', employeeId: null, deviceId: null, by: 'dialled', place: 'alone' });
  // It enters the application by itself, and is bridged then: see `snoopStarted`.
  await ari.channels.snoop(at.channel, snoop, {
    spy: 'both',
    whisper: listener.mode === 'whisper' ? 'out' : 'none',
    app: stasisApp,
    appArgs: 'snoop',
  });
}

/** The ear is there. */
export async function snoopStarted(call: LiveCall, channel: string): Promise<void> {
  const leg = call.findLeg(channel);
  const listener = call.record.listeners.find(({ snoop }) => snoop === channel);
  if (!leg) return;
  if (!listener || listener.bridge === null) return call.drop([leg]);
  call.answered(leg, 'listening');
  await call.house.engine.ari.bridges.add(listener.bridge, [channel]);
}

async function silence(call: LiveCall, listener: Listener): Promise<void> {
  const { ari } = call.house.engine;
  const { bridge, snoop, channel } = listener;
  listener.bridge = listener.snoop = null;
  const ear = snoop === null ? null : call.findLeg(snoop);
  if (ear) await call.drop([ear]);
  if (bridge !== null) await call.quietly(ari.bridges.destroy(bridge));
  else if (call.record.bridge !== null && call.findLeg(channel))
    await call.quietly(ari.bridges.remove(call.record.bridge, [channel]));
}
