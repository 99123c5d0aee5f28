import { DeliveryRepository } from './delivery.repository.js';
import { EarlyProgressRepository } from './early-progress.repository.js';
import { Likeness } from './likeness.js';
import { NumberGates } from './number-gates.js';
import { SenderService } from './sender.service.js';
import { Settling } from './settling.service.js';

export const sendingParts = [
  DeliveryRepository,
  EarlyProgressRepository,
  Likeness,
  NumberGates,
  SenderService,
  Settling,
];
