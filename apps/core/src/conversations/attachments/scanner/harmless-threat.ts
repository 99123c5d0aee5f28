/**
 * The text that every scanner takes for a threat, and that does no harm (eicar.org). In two pieces: whole, it would have a scanner put
 * our own program away.
 */
export const harmlessThreat = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''), 'latin1');
