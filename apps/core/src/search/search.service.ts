import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { unsealed } from '../conversations/interaction-content.js';
import { readMomentCursor, type MomentCursor } from '../conversations/keyset.js';
import { cursorOf, pageFrom } from '../http/paging.js';
import { FoundCards } from './cards/found-cards.js';
import { foundView, seenIn, type FoundTexts } from './found-view.js';
import { SearchWords } from './search-words.js';
import type { CountsQuery, SearchFilter, SearchQuery } from './search.controller.js';
import { Suggesting } from './suggesting.js';
import { SearchRepository, toJudge, type Asked, type FoundRow } from './search.repository.js';
import {
  countedUpTo,
  searchGroups,
  type FoundInteraction,
  type SearchCounts,
  type SearchGroup,
  type SearchView,
} from './search.view.js';

/** So many cards stand above what was found in letters. */
const mostCards = 10;
/** Of what was found for a number, so many are looked at at once, so many times: whether the viewer sees it there. */
const judgedAtOnce = 30;
const judgedTimes = 6;

const kinds: Readonly<Partial<Record<SearchGroup, string>>> = {
  ...{ letters: 'email', messages: 'message', calls: 'call', notes: 'note' },
};

/** Cards and interactions by their words; never more than the viewer may see. What was looked for is not on record, that somebody looked is. */
@Injectable()
export class SearchService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SearchRepository,
    private readonly cards: FoundCards,
    private readonly suggesting: Suggesting,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** Cards come with the first page only, and only where nothing narrows the search that cards do not have. */
  find(viewer: Viewer, { q, cursor, limit, in: group, ...filter }: SearchQuery): Promise<SearchView> {
    const before = readMomentCursor(cursor);
    return this.uow.read(
      scopeOf(viewer),
      async (tx) => {
        const [sight, indexing] = await Promise.all([
          this.masking.for(tx, viewer),
          before === null ? this.repository.indexing(tx) : null,
        ]);
        const wantsCards = before === null && (group === undefined || group === 'cards') && !ofInteractions(filter);
        const words = group === 'cards' ? null : wordsFor(sight, q);
        const asked = (others: SearchWords) => asking(sight, others, group as SearchGroup, filter);
        const [clients, rows] = await Promise.all([
          wantsCards ? this.cards.find(tx, viewer, sight, q, filter, mostCards) : [],
          words === null ? [] : this.entries(tx, sight, words, asked(words), before, limit + 1),
        ]);
        const interactions = Math.min(rows.length, limit);
        this.audit.record(tx, viewer, 'search', {
          body: { characters: q.length, clients: clients.length, interactions },
        });
        const nothing = before === null && words !== null && rows.length === 0 && clients.length === 0;
        const didYouMean = nothing
          ? await this.suggesting.find(tx, q, words, asked, (row) => seenIn(sight, row, this.textsOf(row)))
          : null;
        return { sight, words, rows, clients, didYouMean, indexing };
      },
      ({ sight, words, rows, clients, didYouMean, indexing }) => {
        const page = pageFrom(
          rows,
          limit,
          (row): FoundInteraction => foundView(viewer, sight, words!, row, this.textsOf(row)),
          (row) => cursorOf(row.key, row.id),
        );
        return { clients, ...page, didYouMean, indexing };
      },
    );
  }

  count(viewer: Viewer, { q, ...filter }: CountsQuery): Promise<SearchCounts> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      this.audit.record(tx, viewer, 'search', { body: { characters: q.length, counted: true } });
      const words = wordsFor(sight, q);
      if (words?.holdNumber && !sight.whole) return { counts: null };
      const counts: Partial<Record<SearchGroup, number>> = {};
      for (const group of searchGroups)
        counts[group] =
          words === null ? 0 : await this.repository.count(tx, asking(sight, words, group, filter), countedUpTo);
      return { counts: counts as Record<SearchGroup, number> };
    });
  }

  /** A number may be a piece of a telephone's: whoever sees those masked finds it only where they see it, and learns no more from the end of a page. */
  private async entries(
    tx: Tx,
    sight: ContactSight,
    words: SearchWords,
    asked: Asked,
    before: MomentCursor | null,
    most: number,
  ): Promise<FoundRow[]> {
    if (sight.whole || !words.holdNumber)
      return this.repository.find(tx, asked, before, most, { contacts: !sight.whole });
    const seen: FoundRow[] = [];
    let at = before;
    for (let n = 0; n < judgedTimes && seen.length < most; n++) {
      const rows = await this.repository.find(tx, asked, at, judgedAtOnce, toJudge);
      seen.push(...rows.filter((row) => words.allIn(seenIn(sight, row, this.textsOf(row)))));
      const last = rows.at(-1);
      if (rows.length < judgedAtOnce || last === undefined) break;
      at = { microseconds: last.key, id: last.id };
    }
    return seen.slice(0, most);
  }

  private textsOf = (row: FoundRow): FoundTexts => ({
    text: unsealed(this.masterKey, row.text, 'text') ?? '',
    files: (row.inFiles ?? []).map(({ n, name, text }) => ({
      ...{ n, name, text: unsealed(this.masterKey, Buffer.from(text, 'base64'), 'text') ?? '' },
    })),
  });
}

/** Whoever may not see an address must not learn by guessing either that it stands in a letter. */
const wordsFor = (sight: ContactSight, q: string): SearchWords | null =>
  sight.text(q) === q ? SearchWords.of(q) : null;

const ofInteractions = ({ medium, direction, from, to, withFiles, authorId, clientId }: SearchFilter): boolean =>
  [medium, direction, from, to, authorId, clientId].some((one) => one !== undefined) || withFiles === true;

function asking(sight: ContactSight, words: SearchWords, group: SearchGroup | undefined, filter: SearchFilter): Asked {
  const { medium, direction, withFiles, authorId } = filter;
  const kind = group && kinds[group];
  const narrowed = [
    words.tsquery({ whole: sight.whole, inFiles: group === 'files' }),
    ...(kind === undefined ? [] : [`'k:${kind}'`]),
    ...(medium === undefined ? [] : [`'m:${medium}'`]),
    ...(direction === undefined ? [] : [`'d:${direction}'`]),
    ...(authorId === undefined ? [] : [`'e:${authorId}'`]),
    ...(withFiles === true ? [`'a:1'`] : []),
  ];
  const calls = (group === undefined || group === 'calls') && (medium === undefined || medium === 'phone');
  // A transcript says numbers in words that nobody has masked.
  const said = calls && withFiles !== true && authorId === undefined && (sight.whole || !words.holdNumber);
  return {
    ...filter,
    words: narrowed.join(' & '),
    inFiles: words.anyInFile({ whole: sight.whole }),
    said: said ? words.tsquery({ whole: false, inFiles: false }) : null,
  };
}
