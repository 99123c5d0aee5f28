import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  useRouter,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { api, take } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import { meQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { speakAs, speakFully, speakOfWork } from '../i18n/i18n.js';
import { prefetchBadges } from '../shell/badges.js';
import { Shell } from '../shell/shell.js';
import { Trouble } from '../shell/trouble.js';
import { text } from './search-text.js';

export function Failed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return <Trouble error={error} onRetry={() => void router.invalidate().then(reset)} />;
}

export const root = createRootRoute({
  component: Outlet,
  errorComponent: Failed,
  notFoundComponent: lazyRouteComponent(async () => {
    await speakFully();
    return import('../shell/no-page.js');
  }, 'NoPage'),
});

export const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Refused: the code of why the company's own provider did not let somebody in.
  validateSearch: (search): { next?: string; refused?: string } => {
    const [next, refused] = [text(search['next']), text(search['refused'])];
    return { ...(next === undefined ? {} : { next }), ...(refused === undefined ? {} : { refused }) };
  },
  // What was refused elsewhere is said in words that only the later texts have.
  loaderDeps: ({ search }) => ({ refused: search.refused }),
  loader: ({ deps }) => (deps.refused === undefined ? speakOfWork() : speakFully()),
  component: lazyRouteComponent(() => import('../shell/sign-in.js'), 'SignIn'),
});

export const join = createRoute({
  getParentRoute: () => root,
  path: '/join/$token',
  loader: speakFully,
  component: lazyRouteComponent(() => import('../shell/join.js'), 'Join'),
});

export const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async () => {
    if (!(await take(api.GET('/api/v1/setup'))).needed) redirect({ to: '/sign-in', throw: true });
  },
  loader: speakOfWork,
  component: lazyRouteComponent(() => import('../shell/set-up.js'), 'SetUp'),
});

/** Whoever has to set a second factor up does it here, before anything else. */
export const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  validateSearch: (search): { next?: string } => {
    const next = text(search['next']);
    return next === undefined ? {} : { next };
  },
  loader: speakFully,
  component: lazyRouteComponent(() => import('../account/enrol.js'), 'Enrol'),
});

export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      await speakAs(me.locale);
    } catch (error) {
      if (asProblem(error).code === 'second-factor.missing') redirect({ to: '/enrol', throw: true });
      if (!asProblem(error).isSessionEnd) throw error;
      if ((await take(api.GET('/api/v1/setup'))).needed) redirect({ to: '/setup', throw: true });
      redirect({
        to: '/sign-in',
        search: location.pathname === '/' ? {} : { next: location.href },
        throw: true,
      });
    }
  },
  loader: prefetchBadges,
  staleTime: Infinity,
  component: Shell,
});
