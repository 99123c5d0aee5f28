// Component by component, so that the first page does not pay for what others use. As a cascade layer: the page's own rules win
// whatever the order in which lazy pages bring their sheets. Order below is Mantine's own.
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/Loader.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/Skeleton.layer.css';
// What theme.ts says of it (../../theme-variables.ts).
import 'virtual:theme-variables.css';
