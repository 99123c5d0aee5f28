import css from './bone.module.css';

interface Props {
  /** px */
  height: number;
  /** CSS */
  width: string;
  /** Says what it stands for to whoever does not see it. */
  label?: string;
}

/** A line of what is still to come; looks as Mantine's skeleton, without its machinery of styles. */
export function Bone({ height, width, label }: Props) {
  const spoken = label === undefined ? {} : { role: 'img', 'aria-label': label };
  return <div className={css.bone} style={{ height, width }} {...spoken} />;
}
