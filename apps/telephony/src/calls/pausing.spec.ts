import { ChannelId, DeviceId, EmployeeId, TrunkId } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { newCallId } from './live-call.js';
import { usualCallTiming, type CallHouse } from './call-house.js';
import { newRecord } from './call-record.js';
import { timeIsUp } from './leg-events.js';
import { LiveCall } from './live-call.js';
import { pauseRecording, resumeRecording } from './pausing.js';

const id = (n: number) => `0193536c-4f2a-7c11-9a51-2f6d1c9be00${n}`;
const anna = EmployeeId.parse(id(1));

function aConversation(pausedMs: number) {
  const told: [string, boolean][] = [];
  const house: unknown = {
    timing: { ...usualCallTiming, pausedMs },
    engine: {
      ami: { muteMixMonitor: (channel: string, on: boolean) => Promise.resolve(void told.push([channel, on])) },
    },
    claim: () => undefined,
    note: () => undefined,
  };
  const record = newRecord({
    callId: newCallId(),
    state: 'talking',
    direction: 'inbound',
    channelId: ChannelId.parse(id(2)),
    trunkId: TrunkId.parse(id(3)),
    counterpart: '+380671112233',
    language: 'uk',
  });
  const call = new LiveCall(record, house as CallHouse);
  call.onTimer = (name) => timeIsUp(call, name);
  const answeredAt = new Date().toISOString();
  const leg = { by: 'route', place: 'talk', answeredAt } as const;
  call.addLeg({ ...leg, channel: 'client-1', line: 'outside', employeeId: null, deviceId: null });
  call.addLeg({ ...leg, channel: 'staff-1', line: 'staff', employeeId: anna, deviceId: DeviceId.parse(id(4)) });
  return { call, told };
}

describe('a pause of the recording', () => {
  it('ends by itself, whether the page that began it is still there or not', async () => {
    const { call, told } = aConversation(20);
    await pauseRecording(call, anna);
    expect(call.record.recordingPaused).toBe(true);
    await eventually(() => expect(call.record.recordingPaused).toBe(false));
    expect(told).toEqual([
      ['client-1', true],
      ['client-1', false],
    ]);
    expect(call.record.marks).toMatchObject([{ is: 'recording-paused', employeeId: anna, to: expect.any(String) }]);
  });

  it('that somebody ended is not ended again', async () => {
    const { call, told } = aConversation(60_000);
    await pauseRecording(call, anna);
    await resumeRecording(call, anna);
    expect(call.record.due).toEqual({});
    expect(told).toHaveLength(2);
  });
});
