import { notifications } from '@mantine/notifications';

/** Short news at the edge of the page; read aloud by screen readers (role="alert" of Mantine's Notification). */
export const toast = {
  ok: (message: string) => notifications.show({ message, color: 'teal', autoClose: 4_000 }),
  bad: (message: string) => notifications.show({ message, color: 'red', autoClose: 9_000 }),
};
