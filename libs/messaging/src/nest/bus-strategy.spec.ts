import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BaseRpcContext, EventPattern, Server } from '@nestjs/microservices';
import { z } from 'zod';
import { defineAsk, defineEvent } from '#libs/contracts';
import { OperationalError, UserError } from '#libs/errors';
import type { Envelope } from '../bus/bus.port.js';
import { EmbeddedBus } from '../embedded/embedded-bus.js';
import { BusStrategy } from './bus-strategy.js';
import { Answers, Consumes } from './decorators.js';

const happened = defineEvent('test.happened.v1', z.object({}));
const question = defineAsk('test.question.v1', { request: z.object({}), reply: z.object({}), timeoutMs: 1_000 });
const envelope: Envelope = {
  id: '0193536c-0000-7000-8000-000000000001',
  topic: happened.topic,
  json: '{}',
  attempt: 0,
};
const silent = { info: () => {}, warn: () => {}, error: () => {} };

@Controller()
class Failing {
  @Consumes(happened, { as: 'test.failing' })
  async fail(): Promise<void> {
    await Promise.resolve();
    throw new OperationalError('server.away', { host: 'mx.example.test' });
  }

  @Answers(question)
  async refuse(): Promise<Record<string, never>> {
    await Promise.resolve();
    throw new UserError('question.silly');
  }
}

@Module({ controllers: [Failing] })
class FailingModule {}

@Controller()
class Undeclared {
  @EventPattern<string>('test.undeclared')
  handle(): void {}
}

@Module({ controllers: [Undeclared] })
class UndeclaredModule {}

/** Nest's own way, for comparison: what its handleEvent makes of the same failing handler. */
class NestsOwn extends BusStrategy {
  byNest(): Promise<unknown> {
    const { handler } = this;
    this.messageHandlers.set(happened.topic, handler!);
    return Promise.resolve(
      Server.prototype.handleEvent.call(
        this,
        happened.topic,
        { pattern: happened.topic, data: {} },
        new BaseRpcContext([]),
      ),
    );
  }

  private handler: Parameters<Server['addHandler']>[1] | null = null;

  override addHandler(...args: Parameters<BusStrategy['addHandler']>): void {
    if (args[0] === happened.topic) this.handler = args[1];
    super.addHandler(...args);
  }
}

async function listening<S extends BusStrategy>(strategy: S, module: new () => object): Promise<S> {
  const app = await NestFactory.createMicroservice(module, { strategy, logger: false, abortOnError: false });
  await app.listen();
  return strategy;
}

describe('the strategy', () => {
  it("tells the bus of a handler's failure as it was thrown, where Nest's own handleEvent reports success", async () => {
    const bus = new EmbeddedBus(silent);
    const strategy = await listening(new NestsOwn('test', bus), FailingModule);
    await expect(strategy.byNest()).resolves.toBeUndefined();
    expect(await bus.publish([envelope])).toMatchObject([
      { code: 'server.away', kind: 'operational', details: { host: 'mx.example.test' } },
    ]);
  });

  it("carries an answerer's error to the asker", async () => {
    const bus = new EmbeddedBus(silent);
    await listening(new BusStrategy('test', bus), FailingModule);
    await expect(bus.ask(question, {})).rejects.toMatchObject({ code: 'question.silly', kind: 'user' });
  });

  it('refuses a handler that names no contract', async () => {
    const strategy = new BusStrategy('test', new EmbeddedBus(silent));
    await expect(listening(strategy, UndeclaredModule)).rejects.toMatchObject({ code: 'bus.handler-without-contract' });
  });

  it('takes nothing any more once it is closed', async () => {
    const bus = new EmbeddedBus(silent);
    const strategy = await listening(new BusStrategy('test', bus), FailingModule);
    await strategy.close();
    expect(await bus.publish([envelope])).toMatchObject([{ code: 'bus.nobody-consumes' }]);
  });
});
