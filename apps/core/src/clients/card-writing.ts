import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../access/viewer.js';
import { ChangingRepository } from './changing.repository.js';
import type { Wanted } from './changing.js';
import type { ClientChange } from './client.view.js';
import { CompanyInvalid, HasPeople, MaskedValue } from './clients.errors.js';
import { FieldValues, type KnownFields } from './fields/field-values.js';
import { CardChanges } from './history/card-changes.js';
import type { FieldChange } from './history/card-changes.repository.js';

export type CardWords = Omit<ClientChange, 'version'>;

/** What somebody wants a card to say: looked through, and written with who it was. */
@Injectable()
export class CardWriting {
  constructor(
    private readonly repository: ChangingRepository,
    private readonly values: FieldValues,
    private readonly changes: CardChanges,
  ) {}

  /**
   * Everything that was given, each value in its one form.
   * @param card as it is now
   * @throws MaskedValue, CompanyInvalid, HasPeople, FieldValuesInvalid
   */
  async wanted(
    tx: Tx,
    card: { id: ClientId; kind: 'person' | 'company'; companyId: string | null },
    { kind, name, stage, companyId, fields }: CardWords,
  ): Promise<Wanted[]> {
    // What a mask shows is not what stands on the card: whoever sends it back would write the mask over the name.
    if (name?.includes('•') === true) throw new MaskedValue('name');
    const becomes = kind ?? card.kind;
    // A company is nobody's; what becomes one leaves its own.
    const company = becomes === 'company' && card.companyId !== null ? null : companyId;
    if (typeof company === 'string') await this.checkCompany(tx, { id: card.id, becomes }, company);
    if (card.kind === 'company' && becomes === 'person' && (await this.repository.hasPeople(tx, card.id)))
      throw new HasPeople();
    return [
      ...(kind === undefined ? [] : [{ field: 'kind', is: 'code' as const, to: kind }]),
      ...(name === undefined ? [] : [{ field: 'name', is: 'text' as const, to: name }]),
      ...(stage === undefined ? [] : [{ field: 'stage', is: 'code' as const, to: stage }]),
      ...(company === undefined ? [] : [{ field: 'company', is: 'client' as const, to: company }]),
      ...(await this.values.wanted(tx, becomes, fields ?? {})),
    ];
  }

  /** The card must be locked. Whoever filled in a field has had them all before them: they count as confirmed. */
  async write(tx: Tx, viewer: Viewer, id: ClientId, changes: readonly FieldChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.repository.change(tx, id, changeOf(changes));
    if (changes.some(({ field }) => field.startsWith('fields.')))
      await this.repository.confirmFields(tx, id, viewer.employeeId);
    await this.changes.record(tx, viewer, id, changes);
  }

  /**
   * What one of many cards is to say, by what was asked once for all of them (`known`); a company is one that the caller has looked up.
   * @throws FieldValuesInvalid
   */
  wantedOf(
    known: KnownFields,
    kind: 'person' | 'company',
    { name, stage, companyId, fields }: Omit<CardWords, 'kind'>,
  ): Wanted[] {
    return [
      ...(name === undefined ? [] : [{ field: 'name', is: 'text' as const, to: name }]),
      ...(stage === undefined ? [] : [{ field: 'stage', is: 'code' as const, to: stage }]),
      ...(companyId === undefined || kind === 'company'
        ? []
        : [{ field: 'company', is: 'client' as const, to: companyId }]),
      ...this.values.wantedOf(known, kind, fields ?? {}),
    ];
  }

  known(tx: Tx): Promise<KnownFields> {
    return this.values.known(tx);
  }

  /**
   * The same for many cards, each of which must be locked, by as many statements as for one. Nobody is told: who writes so many tells of all at once.
   * @param more what was written beside the words of the card, such as its addresses, for its history
   * @returns of each card its version now, and the change
   */
  async writeMany(
    tx: Tx,
    viewer: Viewer,
    cards: readonly { id: ClientId; changes: readonly FieldChange[]; more: readonly FieldChange[] }[],
  ): Promise<Map<ClientId, { version: number; changeId: string }>> {
    const changed = cards.filter(({ changes }) => changes.length > 0);
    await this.repository.changeMany(
      tx,
      changed.map(({ id, changes }) => ({ id, change: changeOf(changes) })),
      viewer.employeeId,
    );
    return this.changes.recordMany(
      tx,
      viewer,
      cards.map(({ id, changes, more }) => ({ clientId: id, changes: [...changes, ...more] })),
    );
  }

  private async checkCompany(tx: Tx, card: { id: ClientId; becomes: string }, companyId: string): Promise<void> {
    const may = card.becomes === 'person' && companyId !== card.id && (await this.repository.isCompany(tx, companyId));
    if (!may) throw new CompanyInvalid(companyId);
  }
}

const changeOf = (changes: readonly FieldChange[]) => Object.fromEntries(changes.map(({ field, to }) => [field, to]));
