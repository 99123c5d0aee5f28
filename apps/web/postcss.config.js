import presetMantine from 'postcss-preset-mantine';
import simpleVars from 'postcss-simple-vars';
import { withoutUnusedColours } from './unused-colours.js';

export default {
  plugins: [
    presetMantine(),
    simpleVars({ variables: { phone: '47.99em', wide: '48em', card: '80em' } }),
    withoutUnusedColours(),
  ],
};
