import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstSignInPolicy } from '../access/sign-in/policy/sign-in-policy.js';
import { firstSendingPolicy } from '../conversations/answering/later/later.view.js';
import { firstHandlingPolicy } from '../conversations/handling/handling.view.js';
import { firstProtectionPolicy } from '../protection/policy/protection-policy.js';
import type { SettingsView } from './settings.view.js';

type Whole = { [Section in keyof SettingsView]: NonNullable<SettingsView[Section]> };

const channelsOf = (medium: 'email' | 'whatsapp' | 'phone') => `
  (select json_build_object('connected', count(*), 'troubled', count(*) filter (where enabled and state_code is not null))
   from channel where medium = '${medium}' and not unsaved)`;

/** Each section a line; all of it small tables. */
const sections = `
  select (select json_build_object('name', name, 'defaultCountry', default_country) from company) as company,
         json_build_object('active', (select count(*) from employee where status = 'active'),
                           'teams', (select count(*) from team)) as people,
         json_build_object('email', ${channelsOf('email')}, 'whatsapp', ${channelsOf('whatsapp')},
                           'phone', ${channelsOf('phone')}) as channels,
         json_build_object('fields', (select count(*) from card_field where archived_at is null),
                           'tags', (select count(*) from card_tag where archived_at is null)) as cards,
         (select json_build_object('company', count(*) filter (where owner_id is null and team_id is null),
                                   'own', count(*) filter (where owner_id = $1)) from response) as responses,
         json_build_object('onlyHandlerWrites', (select policy->'onlyHandlerWrites' from handling_policy),
                           'undoSeconds', (select policy->'undoSeconds' from sending_policy)) as conversations,
         json_build_object('requiredFor', (select policy->'requiredFor' from sign_in_policy),
                           'provider', (select settings->'name' from sign_in_provider
                                        where (settings->>'enabled')::boolean)) as "signIn",
         json_build_object('outgoing', (select policy->'outgoing' from protection_policy)) as protection,
         json_build_object('integrations', (select count(*) from access_token where integration),
                           'webhooks', (select count(*) from webhook),
                           'troubled', (select count(*) from webhook where off_code is not null or failing_since is not null))
           as programs`;

@Injectable()
export class SettingsRepository {
  /** How everything stands, what nobody decided as it holds until somebody does. @param viewer whose own things are counted */
  async get(tx: Tx, viewer: EmployeeId): Promise<Whole> {
    const [row] = await tx.query<Whole>(sections, [viewer]);
    const found = row!;
    return {
      ...found,
      conversations: over({ ...firstHandlingPolicy, ...firstSendingPolicy }, found.conversations),
      signIn: over<Whole['signIn']>({ requiredFor: firstSignInPolicy.requiredFor, provider: null }, found.signIn),
      protection: over({ outgoing: firstProtectionPolicy.outgoing }, found.protection),
    };
  }
}

/** What was decided over what holds until somebody decides. */
const over = <T extends object>(first: T, decided: Partial<T>): T => ({
  ...first,
  ...(Object.fromEntries(Object.entries(decided).filter(([, value]) => value !== null)) as Partial<T>),
});
