export default {
  plugins: {
    'postcss-preset-mantine': {},
    'postcss-simple-vars': {
      variables: { phone: '47.99em', wide: '48em', card: '80em' },
    },
  },
};
