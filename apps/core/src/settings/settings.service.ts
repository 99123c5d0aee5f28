import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { hasRight, type Right } from '../access/rights.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { SettingsRepository } from './settings.repository.js';
import type { SettingsView } from './settings.view.js';

/** Whose each section is: one of these rights is enough. */
const rightsOfSection = {
  people: ['people.read'],
  channels: ['channels.read'],
  cards: ['cards.manage', 'clients.assign'],
  responses: ['clients.write'],
  conversations: ['people.manage'],
  signIn: ['people.manage'],
  protection: ['protection.manage'],
  programs: ['integrations.manage'],
} as const satisfies Record<string, readonly Right[]>;

/** What the page of settings says of each of its sections. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SettingsRepository,
  ) {}

  get(viewer: Viewer): Promise<SettingsView> {
    return this.uow.read(
      scopeOf(viewer),
      (tx) => this.repository.get(tx, viewer.employeeId),
      (found): SettingsView => {
        const closed = Object.entries(rightsOfSection)
          .filter(([, rights]) => !rights.some((right) => hasRight(viewer, right)))
          .map(([section]) => [section, null] as const);
        return { ...found, ...Object.fromEntries(closed) };
      },
    );
  }
}
