import stemmers from 'snowball-stemmers';
import { remembered } from '../access/remembered.js';

const english = stemmers.newStemmer('english');
const russian = stemmers.newStemmer('russian');
const onlyRussian = /[ыэъ]/;
const onlyUkrainian = /[іїєґ]/;

/** Endings of Ukrainian nouns, adjectives and verbs, the longest first: enough to bring the cases of one word together. */
const ukrainianEnding =
  /(?:уватиметься|ювання|ування|еннями|аннями|остями|ватися|ваться|ується|юється|ються|уться|еться|иться|ішого|іший|увати|ювати|ення|ання|іння|ості|істю|ість|ового|овому|ими|ого|ому|ому|ами|ями|ові|еві|єві|ють|уть|ить|ять|ать|ати|яти|ити|іти|ала|ило|али|или|ний|ної|ній|ною|них|ним|ий|ій|ої|ою|ею|єю|их|ях|ах|ам|ям|ом|ем|єм|ів|їв|ею|ує|ює|ав|ив|ла|ло|ли|а|я|у|ю|и|і|ї|о|е|є|ь|й)$/;

/** The vowel that comes and goes: рахунок, рахунку; палець, пальця. */
function steady(stem: string): string {
  return stem.replace(/[оеє]([кц])$/, '$1').replace(/ь(?=[кц]$)/, '');
}

function ukrainianStem(word: string): string {
  if (/(?:ок|ець)$/.test(word)) return steady(word.replace(/ь$/, ''));
  const stem = word.replace(ukrainianEnding, '');
  return steady(stem.length >= 3 ? stem : word);
}

/**
 * The forms under which a word is kept and looked for. A Cyrillic word that could be Russian or Ukrainian has both stems:
 * PostgreSQL has no Ukrainian configuration, and its Russian one tears Ukrainian words apart.
 * Most words of all letters are few, so they are remembered.
 * @param word lower case, letters and digits only
 */
export const stemsOf = remembered(50_000, (word): readonly string[] => {
  if (/^[a-z]+$/.test(word)) return [english.stem(word)];
  if (!/^[а-яёіїєґ]+$/.test(word)) return [word];
  if (onlyUkrainian.test(word)) return [ukrainianStem(word)];
  if (onlyRussian.test(word)) return [russian.stem(word)];
  return [...new Set([russian.stem(word), ukrainianStem(word)])];
});
