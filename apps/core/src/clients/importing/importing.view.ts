import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { stages } from '../client.view.js';
import { encodings } from './file/encoding.js';
import { delimiters } from './file/records.js';
import { rowProblemCodes } from './file/row-words.js';
import { existingRules } from './import.js';

export const mostColumns = 200;

const ReadingView = z
  .object({ encoding: z.enum(encodings), delimiter: z.enum(delimiters), header: z.boolean() })
  .meta({ id: 'ImportReading' });

/** `ignore`, `name`, `last-name`, `first-name`, `middle-name`, `kind`, `email`, `phone`, `whatsapp`, `company`, `stage`, `responsible`, `tags`, or `field:<key>` of the company's own. */
const Target = z.string().min(1).max(60);

const PlanView = z
  .object({
    /** What each column says, in the order of the file. */
    columns: z.array(Target).min(1).max(mostColumns),
    /** Of a line that does not say it itself. */
    kind: z.enum(['person', 'company']),
    stage: z.enum(stages),
    /** Of a new card whose line names nobody. */
    responsibleId: z.uuid().nullable(),
    /** Of a client who is here by an address: leave the card as it is, fill in what is empty, or write over it. */
    existing: z.enum(existingRules),
    /** Of a line whose name is written as a client's who is here, without an address in common: leave it out, or make a card. */
    maybe: z.enum(['leave', 'create']),
  })
  .meta({ id: 'ImportPlan' });

export const NewCheck = z.object({ reading: ReadingView, plan: PlanView });
export type NewCheck = z.infer<typeof NewCheck>;

const TallyView = z
  .object({
    created: z.int(),
    /** Companies that a line named and that were not here. */
    companies: z.int(),
    changed: z.int(),
    /** Here, and nothing on the line is new. */
    unchanged: z.int(),
    /** Here, and left as they are, as was chosen. */
    skipped: z.int(),
    maybe: z.int(),
    /** Lines about somebody whom an earlier line was about. */
    twice: z.int(),
    failed: z.int(),
    /** Lines that were left out, by reason. */
    codes: z.record(z.string(), z.int()),
  })
  .meta({ id: 'ImportTally' });

export const ImportView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    size: z.int(),
    state: z.enum(['uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'undoing', 'undone']),
    reading: ReadingView,
    plan: PlanView.nullable(),
    /** Lines (while it is undone: cards) that the work under way is past, and how many there are; null: not known yet. */
    doneRows: z.int(),
    totalRows: z.int().nullable(),
    /** What the last look over the file found. */
    found: TallyView.nullable(),
    did: TallyView.nullable(),
    undid: z.object({ removed: z.int(), restored: z.int(), left: z.record(z.string(), z.int()) }).nullable(),
    /** Why the last work stopped before its end. */
    code: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    createdBy: PersonRef,
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    undoneAt: z.iso.datetime().nullable(),
    /** Until when it can be undone; null: it cannot. */
    undoableUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ClientImport' });
export type ImportView = z.infer<typeof ImportView>;

export const ImportPreview = z
  .object({
    reading: ReadingView,
    columns: z.array(
      z.object({
        /** Empty where the file has none. */
        heading: z.string(),
        /** What stands in the first lines. */
        samples: z.array(z.string()),
        /** What it seems to say. */
        guess: Target,
      }),
    ),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportProblemView = z
  .object({
    /** Of the file, as an editor counts. */
    line: z.int(),
    code: z.enum(rowProblemCodes),
    /** Column (counted from 0), field, other line, cards: never what stands in a cell. */
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ImportProblem' });
export type ImportProblemView = z.infer<typeof ImportProblemView>;

export const ImportedCardView = z
  .object({
    line: z.int(),
    /** Made by the import, or changed by it. */
    made: z.boolean(),
    /** Why an undoing left it, or a part of it. */
    leftCode: z.string().nullable(),
    /** null: it is not there any more. */
    client: PersonRef.nullable(),
  })
  .meta({ id: 'ImportedCard' });
export type ImportedCardView = z.infer<typeof ImportedCardView>;
