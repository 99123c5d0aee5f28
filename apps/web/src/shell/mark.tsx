import { markAddress } from './company-mark.js';
import { useMe } from './session.js';

/**
 * The company's picture, or ours. Ours (public/favicon.svg) is drawn with the page: for a picture that is a file of its own the browser makes a whole
 * document, just when the page is being drawn.
 */
export function Mark({ className }: { className: string | undefined }) {
  const { logo } = useMe().company;
  if (logo !== null) return <img className={className} src={markAddress(logo)} alt="Keepline" />;
  return (
    <svg className={className} viewBox="0 0 32 32" role="img" aria-label="Keepline">
      <rect width="32" height="32" rx="8" fill="#5452c8" />
      <path
        d="M10 8v16M10 17.5 21 8M14.5 14 22 24"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
