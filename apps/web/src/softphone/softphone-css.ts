// What the bar and the card of a caller use beyond the first page; dialogues bring theirs.
import '../shell/mantine-field-css.js';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
