import { useMemo, type ReactNode } from 'react';
import css from './chat.module.css';
import { blocksOf, isEmojiOnly, type Mark, type Run } from './formatting.js';

const elements = { bold: 'b', italic: 'i', strike: 's', code: 'code' } as const satisfies Record<Mark, string>;

function dressed(run: Run): ReactNode {
  const words: ReactNode =
    run.href === null ? (
      run.text
    ) : (
      <a href={run.href} target="_blank" rel="noopener noreferrer">
        {run.text}
      </a>
    );
  return run.marks.reduceRight((inner, mark) => {
    const Dress = elements[mark];
    return <Dress>{inner}</Dress>;
  }, words);
}

/** What a message says, dressed as in WhatsApp. */
export function Words({ text }: { text: string }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  if (isEmojiOnly(text)) return <div className={css.emoji}>{text}</div>;
  return (
    <div className={css.words} dir="auto">
      {blocks.map((block, index) => {
        const runs = block.runs.map((run, at) => <span key={at}>{dressed(run)}</span>);
        if (block.is === 'mono') return <pre key={index}>{runs}</pre>;
        return block.is === 'quote' ? <blockquote key={index}>{runs}</blockquote> : <div key={index}>{runs}</div>;
      })}
    </div>
  );
}
