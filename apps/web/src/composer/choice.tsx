import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './composer.module.css';

interface Props {
  shown: ReactNode;
  items: readonly { id: string; label: ReactNode; about: string | null }[];
  onChoose: (id: string) => void;
}

/** One of several, in the line of the envelope; where there is only one, it is simply said. */
export function Choice({ shown, items, onChoose }: Props) {
  if (items.length < 2) return <span className={css.fixed}>{shown}</span>;
  return (
    <Menu position="top-start" width="max-content">
      <Menu.Target>
        <UnstyledButton className={css.choice}>
          {shown} <IconChevronDown size={13} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item.id} onClick={() => onChoose(item.id)}>
            {item.label}
            {item.about !== null && item.about !== '' && <span className={css.aboutItem}>{item.about}</span>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
