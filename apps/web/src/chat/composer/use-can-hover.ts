import { useMediaQuery } from '@mantine/hooks';

/** A mouse; without one it is a phone or tablet, with a camera to hand. */
export const useCanHover = (): boolean => useMediaQuery('(hover: hover)', true, { getInitialValueInEffect: false });
