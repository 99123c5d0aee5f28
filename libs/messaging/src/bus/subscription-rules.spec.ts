import { z } from 'zod';
import { defineAsk, defineCommand, defineEvent, type MessageContract } from '#libs/contracts';
import type { Answerer, Consumer, Subscriptions } from './bus.port.js';
import { refuseClashes } from './subscription-rules.js';

const event = defineEvent('test.happened.v1', z.object({}));
const command = defineCommand('test.do.v1', z.object({}));
const ask = defineAsk('test.ask.v1', { request: z.object({}), reply: z.object({}), timeoutMs: 1 });

const consumer = (contract: MessageContract, as: string): Consumer => ({
  contract,
  as,
  batch: null,
  handle: () => Promise.resolve(),
});
const answerer: Answerer = { contract: ask, answer: () => Promise.resolve({}) };
const role = (consumers: Consumer[], answerers: Answerer[] = []): Subscriptions => ({
  role: 'test',
  consumers,
  answerers,
});

describe('what the roles take from the bus together', () => {
  it('may be one event for several consumers', () => {
    expect(() => refuseClashes([role([consumer(event, 'a.x')]), role([consumer(event, 'b.x')])])).not.toThrow();
  });

  it('may not be one command for two consumers', () => {
    const clash = () => refuseClashes([role([consumer(command, 'a.x')]), role([consumer(command, 'b.x')])]);
    expect(clash).toThrow(
      expect.objectContaining({
        code: 'bus.command-has-two-consumers',
        details: { topic: 'test.do.v1', consumers: ['a.x', 'b.x'] },
      }),
    );
  });

  it('may not be two consumers of one name', () => {
    const clash = () => refuseClashes([role([consumer(event, 'a.x'), consumer(command, 'a.x')])]);
    expect(clash).toThrow(expect.objectContaining({ code: 'bus.consumer-name-taken' }));
  });

  it('may not be one ask for two answerers', () => {
    const clash = () => refuseClashes([role([], [answerer]), role([], [answerer])]);
    expect(clash).toThrow(expect.objectContaining({ code: 'bus.ask-has-two-answerers' }));
  });
});
