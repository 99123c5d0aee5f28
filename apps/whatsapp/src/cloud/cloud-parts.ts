import { CloudDriver } from './cloud.driver.js';
import { LastInbound } from './last-inbound.js';
import { WebhookConsumer } from './webhook/webhook.consumer.js';
import { WebhookIntake } from './webhook/webhook-intake.service.js';
import { WebhookReader } from './webhook/webhook-reader.service.js';
import { WebhookTally } from './webhook/webhook-tally.service.js';
import { WebhookRepository } from './webhook/webhook.repository.js';

export const cloudConsumers = [WebhookConsumer];
export const cloudParts = [CloudDriver, LastInbound, WebhookIntake, WebhookReader, WebhookTally, WebhookRepository];
