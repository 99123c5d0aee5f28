import { Module } from '@nestjs/common';

/** Originals are read whole, after their capture. */
@Module({})
export class ReadingModule {}
