import { Module } from '@nestjs/common';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { RightAddressRepository } from './right-address.repository.js';
import { RightAddress } from './right-address.js';

@Module({ imports: [ConversationsModule], providers: [RightAddress, RightAddressRepository] })
export class RightAddressModule {}
