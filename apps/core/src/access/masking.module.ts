import { Module } from '@nestjs/common';
import { Masking } from './masking.repository.js';

@Module({ providers: [Masking], exports: [Masking] })
export class MaskingModule {}
