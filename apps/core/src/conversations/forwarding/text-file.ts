const textual = /^text\/|[+/](?:json|xml|csv|rtf)$/i;
const textualName = /\.(?:txt|csv|tsv|md|html?|xml|json|log|rtf)$/i;

/** A file that any program opens as text: what stands in it is read through, and not only its name. */
export const isTextFile = (type: string, name: string): boolean => textual.test(type) || textualName.test(name);
