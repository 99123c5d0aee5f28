/** A file of an entry, as the viewer needs it. */
export interface ShownFile {
  interactionId: string;
  n: number;
  name: string;
  type: string;
  size: number;
}

export type Viewable = 'picture' | 'pdf' | 'text';

/** What a browser draws by itself and never runs. SVG is a program, and stays a download. */
const pictures = /^image\/(jpeg|png|webp|gif)$/i;
/** Larger ones are for a program of one's own. */
const largest: Readonly<Record<Viewable, number>> = { picture: 40_000_000, pdf: 40_000_000, text: 5_000_000 };

/** How a file can be looked at in the page; null: only downloaded. The name counts where the sender's program knew no type. */
export function viewableAs({ type, name, size }: Pick<ShownFile, 'type' | 'name' | 'size'>): Viewable | null {
  const kind = kindOf(type.split(';')[0]?.trim() ?? '', name);
  return kind !== null && size <= largest[kind] ? kind : null;
}

function kindOf(type: string, name: string): Viewable | null {
  const unknown = type === '' || /octet-stream$/i.test(type);
  if (pictures.test(type)) return 'picture';
  if (/^application\/(x-)?pdf$/i.test(type) || (unknown && /\.pdf$/i.test(name))) return 'pdf';
  if (/^text\/(plain|csv|tab-separated-values)$/i.test(type) || (unknown && /\.(txt|csv|tsv|log)$/i.test(name)))
    return 'text';
  return null;
}
