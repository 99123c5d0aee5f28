import '../shell/mantine-dialog-css.js';
import '../shell/mantine-field-css.js';
import {
  ActionIcon,
  Button,
  Checkbox,
  NativeSelect,
  PasswordInput,
  Radio,
  Skeleton,
  Switch,
  Textarea,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { IconBell, IconInbox, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.js';
import { Badge } from '../shell/badge.js';
import { Empty } from '../shell/empty.js';
import { FormProblem } from '../shell/form-problem.js';
import { MediumIcon } from '../shell/medium-icon.js';
import page from '../shell/page.module.css';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Tip } from '../shell/tip.js';
import { toast } from '../shell/toast.js';
import { Toasts } from '../shell/toasts.js';
import { Trouble } from '../shell/trouble.js';
import { Outages } from '../channels/outages.js';
import css from './design.module.css';
import { contrast, rootColours, type Colour } from './tokens.js';

/** By this name a test looks whether the build has taken the page along. */
export const mark = 'keepline-design-page';

const dayMs = 86_400_000;
const opened = Date.now();
const daysAgo = (days: number): string => new Date(opened - days * dayMs).toISOString();
const outages = [
  { beganAt: daysAgo(9), endedAt: daysAgo(8.9) },
  { beganAt: daysAgo(0.001), endedAt: null },
];

/** Everything that pages are put together from, in each of its states; only where the page is developed. */
export function DesignPage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  return (
    <main className={css.page} data-testid={mark}>
      <header className={css.head}>
        <h1>Design</h1>
        <Switch label="Dark" checked={dark} onChange={() => setColorScheme(dark ? 'light' : 'dark')} />
      </header>
      <Part
        title="Colours"
        about="Each is a token of theme.css; beside it its contrast to the panel. Text needs 4.5 : 1."
      >
        <ul className={css.colours} key={colorScheme}>
          {rootColours().map((colour) => (
            <Swatch key={colour.name} colour={colour} />
          ))}
        </ul>
      </Part>
      <Part title="Type" about="System fonts; the sizes of theme.ts.">
        {(['xl', 'lg', 'md', 'sm', 'xs'] as const).map((size) => (
          <p key={size} style={{ fontSize: `var(--mantine-font-size-${size})` }}>
            {size}: Съешь ещё этих мягких французских булок · Жебракують філософи · The quick brown fox 0123456789
          </p>
        ))}
      </Part>
      <Part title="Buttons" about="One filled button where something is to be done; the rest are quiet.">
        <Row>
          <Button>Filled</Button>
          <Button variant="default">Default</Button>
          <Button variant="subtle" color="gray">
            Subtle
          </Button>
          <Button variant="subtle" color="red">
            Takes away
          </Button>
          <Button disabled>Disabled</Button>
          <Button loading>Loading</Button>
        </Row>
        <Row>
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />}>
            With a sign
          </Button>
          <Button size="compact-sm" variant="default">
            Compact
          </Button>
          <Tip label="A tip">
            <ActionIcon variant="subtle" color="gray" aria-label="An action">
              <IconBell size={18} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tip>
        </Row>
      </Part>
      <Part title="Fields" about="A label, a hint where one is needed, and what is wrong in words.">
        <div className={page.pair}>
          <TextInput label="Text" description="A hint" placeholder="Placeholder" />
          <TextInput label="Wrong" defaultValue="x" error="Says what is wrong" />
          <TextInput label="Disabled" defaultValue="Cannot be changed" disabled />
          <PasswordInput label="Password" />
          <NativeSelect label="Choice" data={['One', 'Two']} />
          <Textarea label="Words" rows={2} />
        </div>
        <Row>
          <Checkbox label="Checkbox" defaultChecked />
          <Radio label="Radio" defaultChecked />
          <Switch label="Switch" defaultChecked description="With a hint" />
        </Row>
      </Part>
      <Part
        title="People and media"
        about="Initials, never pictures of people; each medium has one sign and one colour."
      >
        <Row>
          <Person name="Олена Коваль" />
          <Person name="Lamps & Co" company />
          <Person name="+380" size={24} />
          <MediumIcon medium="email" />
          <MediumIcon medium="whatsapp" />
          <MediumIcon medium="phone" />
          <MediumIcon medium={null} />
          <span className={css.badge}>
            <Badge count={7} />
          </span>
          <span className={css.badge}>
            <Badge count={120} />
          </span>
        </Row>
      </Part>
      <Part
        title="Before there is something"
        about="Skeletons while it comes; an empty list says how it fills; trouble says what to do."
      >
        <Skeleton height={12} width="40%" />
        <RowsSkeleton rows={2} height={40} />
        <Empty icon={IconInbox} title="Nothing here yet" text="It fills by itself once clients write.">
          <Button size="xs">The next step</Button>
        </Empty>
        <Trouble error={new Problem(503, 'network')} onRetry={() => undefined} />
        <FormProblem error={new Problem(403, 'request.forbidden')} />
      </Part>
      <Part title="A list" about="Rows in a box; the page module's own.">
        <ul className={page.box}>
          {['One row', 'Another row'].map((row) => (
            <li key={row} className={css.row}>
              {row}
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Thirty days" about="By height and by colour.">
        <Outages name="Office" keptSince={daysAgo(26)} outages={outages} />
      </Part>
      <Part title="Toasts" about="Short news; what was done can be taken back.">
        <Row>
          <Button variant="default" onClick={() => toast.ok('Saved')}>
            Good
          </Button>
          <Button variant="default" onClick={() => toast.bad('Could not be saved')}>
            Bad
          </Button>
          <Button variant="default" onClick={() => toast.undoable('Removed', () => toast.ok('Back again'))}>
            Undoable
          </Button>
        </Row>
      </Part>
      <Toasts />
    </main>
  );
}

function Part({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className={page.section}>
      <h2>{title}</h2>
      <p>{about}</p>
      <div className={css.part}>{children}</div>
    </section>
  );
}

const Row = ({ children }: { children: ReactNode }) => <div className={css.line}>{children}</div>;

function Swatch({ colour }: { colour: Colour }) {
  const { name, value } = colour;
  const panel = rootColours().find((each) => each.name === '--k-panel')?.value ?? '#fff';
  return (
    <li>
      <i style={{ background: `var(${name})` }} />
      <code>{name}</code>
      <small>
        {value} · {contrast(value, panel)?.toFixed(1) ?? '–'}
      </small>
    </li>
  );
}
