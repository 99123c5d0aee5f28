import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Notification.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';
import css from './toast.module.css';

/** Beside the rail or above the bar, where they cover nobody's "send". */
export function Toasts() {
  return <Notifications position="bottom-left" containerWidth="22rem" className={css.toasts} limit={4} zIndex={500} />;
}
