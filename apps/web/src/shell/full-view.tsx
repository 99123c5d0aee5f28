import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconX, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import css from './full-view.module.css';

interface Turn {
  label: string;
  /** undefined: there is none on that side. */
  go: (() => void) | undefined;
}

interface Props {
  label: string;
  onClose: () => void;
  /** What is looked at, in words. */
  about: ReactNode;
  zoom: { smaller: string; larger: string; by: (factor: number) => void; factor: number; reset: () => void } | null;
  download: { label: string; href: string; name: string };
  closeLabel: string;
  before: Turn;
  after: Turn;
  /** Other keys than those that turn, enlarge and close. */
  keys?: Readonly<Record<string, () => void>>;
  children: ReactNode;
}

/** One thing of several in a dialog over the whole page: ← and → turn, + and − enlarge, 0 shows it as it was, Esc closes. */
export function FullView(props: Props) {
  const { label, onClose, about, zoom, download, closeLabel, before, after, keys, children } = props;
  const box = useRef<HTMLDialogElement>(null);
  // The dialog's own closing gives the focus back to where it was.
  const close = () => box.current?.close();
  useEffect(() => {
    if (box.current?.open === false) box.current.showModal();
  }, []);

  const larger = () => zoom?.by(zoom.factor);
  const smaller = () => zoom?.by(1 / zoom.factor);
  const keyed = (event: KeyboardEvent) => {
    const acts: Readonly<Record<string, () => void>> = {
      ...{ ArrowLeft: () => before.go?.(), ArrowRight: () => after.go?.() },
      ...{ '+': larger, '=': larger, '-': smaller, '0': () => zoom?.reset() },
      ...keys,
    };
    const act = acts[event.key];
    event.stopPropagation();
    if (act === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  return (
    <dialog
      ref={box}
      className={css.view}
      role="dialog"
      aria-modal="true"
      aria-label={label}
      onClose={onClose}
      onKeyDown={keyed}
    >
      <header className={css.bar}>
        {about}
        <span className={css.spring} />
        {zoom !== null && (
          <>
            <ActionIcon variant="subtle" color="gray" aria-label={zoom.smaller} onClick={smaller}>
              <IconZoomOut size={19} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="subtle" color="gray" aria-label={zoom.larger} onClick={larger}>
              <IconZoomIn size={19} aria-hidden />
            </ActionIcon>
          </>
        )}
        <ActionIcon
          component="a"
          href={download.href}
          download={download.name}
          variant="subtle"
          color="gray"
          aria-label={download.label}
        >
          <IconDownload size={19} aria-hidden />
        </ActionIcon>
        <ActionIcon autoFocus variant="subtle" color="gray" aria-label={closeLabel} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </header>
      {children}
      {before.go !== undefined && (
        <button type="button" className={css.side} data-side="left" aria-label={before.label} onClick={before.go}>
          <IconChevronLeft size={26} aria-hidden />
        </button>
      )}
      {after.go !== undefined && (
        <button type="button" className={css.side} data-side="right" aria-label={after.label} onClick={after.go}>
          <IconChevronRight size={26} aria-hidden />
        </button>
      )}
    </dialog>
  );
}
