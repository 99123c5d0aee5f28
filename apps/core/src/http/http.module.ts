import { Module } from '@nestjs/common';

/** The HTTP edge: who gets in, how refusals look, what is served beside the API. */
@Module({})
export class HttpModule {}
