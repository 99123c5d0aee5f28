/** The package brings no types of its own; this is what we use of it. */
declare module 'snowball-stemmers' {
  interface Stemmer {
    /** @param word lower case */
    stem(word: string): string;
  }
  const stemmers: { newStemmer(algorithm: 'english' | 'russian'): Stemmer };
  export default stemmers;
}
