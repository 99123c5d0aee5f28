import css from './bone.module.css';

interface Props {
  /** px */
  height: number;
  /** CSS */
  width: string;
  label?: string;
}

/** A line of what is still to come; looks as Mantine's skeleton, without its machinery of styles. */
export function Bone({ height, width, label }: Props) {
  return <div className={css.bone} style={{ height, width }} aria-label={label} />;
}
