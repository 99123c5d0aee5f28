import { Module } from '@nestjs/common';
import { SettingsController } from './settings.controller.js';
import { SettingsRepository } from './settings.repository.js';
import { SettingsService } from './settings.service.js';

/** How the company is set up, at a glance. */
@Module({ controllers: [SettingsController], providers: [SettingsService, SettingsRepository] })
export class SettingsModule {}
