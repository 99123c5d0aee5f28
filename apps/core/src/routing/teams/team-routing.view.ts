import { z } from 'zod';
import { PersonRef } from '../../access/person-ref.js';

const minutes = z.int().min(1).max(2_880).nullable();

/** How what clients write to a team finds somebody who answers. Minutes count only while the channel is open. */
export const TeamRouting = z
  .object({
    /** false: nobody is given anything by itself. */
    enabled: z.boolean(),
    /** even: whoever was given the fewest within a day; least: whoever has the fewest in hand; all: everybody is shown it, and whoever answers first has it. */
    mode: z.enum(['even', 'least', 'all']),
    /** Empty: every employee of the team; heads only where they are named. */
    members: z.array(z.uuid()).max(100),
    /** So many one has in hand at most before another one is given more; null: as many as come. */
    cap: z.int().min(1).max(1_000).nullable(),
    /** So long somebody has it to answer before it goes on to the next; null: for ever. */
    answerMinutes: minutes,
    /** Targets: until a first answer in a conversation, and until each further one. */
    firstAnswerMinutes: minutes,
    nextAnswerMinutes: minutes,
    /** So long before a target is missed whoever has it is warned. */
    warnMinutes: z.int().min(1).max(1_440),
    /** Only whoever handles a conversation of the team writes in it; null: as the company's policy says. */
    onlyHandlerWrites: z.boolean().nullable(),
  })
  .meta({ id: 'TeamRouting' });
export type TeamRouting = z.infer<typeof TeamRouting>;

/** Until somebody decides. */
export const firstTeamRouting: TeamRouting = {
  enabled: false,
  ...{ mode: 'even', members: [], cap: null, answerMinutes: null },
  ...{ firstAnswerMinutes: null, nextAnswerMinutes: null, warnMinutes: 15, onlyHandlerWrites: null },
};

export const TeamRoutingView = z
  .object({
    team: PersonRef,
    /** Who is told when nobody answers. */
    heads: z.array(PersonRef),
    /** Who could be given something. */
    people: z.array(PersonRef),
    routing: TeamRouting,
  })
  .meta({ id: 'RoutingOfTeam' });
export type TeamRoutingView = z.infer<typeof TeamRoutingView>;

/** What somebody has to do just now. */
export const BoardRow = z
  .object({
    employee: PersonRef,
    team: PersonRef.nullable(),
    /** Conversations that were given to them, or of their clients who wait. */
    inHand: z.int(),
    waiting: z.int(),
    overdue: z.int(),
    /** Of what waits, the one that is to be answered first. */
    answerBy: z.iso.datetime().nullable(),
    absent: z.boolean(),
  })
  .meta({ id: 'RoutingBoardRow' });
export type BoardRow = z.infer<typeof BoardRow>;
