import { Module } from '@nestjs/common';

/** Letters from the bus become interactions. */
@Module({})
export class CaptureModule {}
